import { after, before, describe } from "node:test";
import { type TestPostgres, startPostgres } from "../postgres.ts";
import { pseudonymsContract } from "./pseudonyms.ts";
import { makeBed } from "./store-bed.ts";

describe("pseudonyms on PostgreSQL", () => {
  let server: TestPostgres;
  before(async () => {
    server = await startPostgres();
  });
  after(() => server.stop());
  pseudonymsContract(async () => makeBed(await server.database()));
});
