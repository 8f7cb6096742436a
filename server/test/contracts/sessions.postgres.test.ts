import { after, before, describe } from "node:test";
import { type TestPostgres, startPostgres } from "../postgres.ts";
import { sessionsContract } from "./sessions.ts";
import { makeBed } from "./store-bed.ts";

describe("sessions on PostgreSQL", () => {
  let server: TestPostgres;
  before(async () => {
    server = await startPostgres();
  });
  after(() => server.stop());
  sessionsContract(async () => makeBed(await server.database()));
});
