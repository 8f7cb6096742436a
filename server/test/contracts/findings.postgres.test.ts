import { after, before, describe } from "node:test";
import { type TestPostgres, startPostgres } from "../postgres.ts";
import { findingsContract } from "./findings.ts";
import { makeBed } from "./store-bed.ts";

describe("findings on PostgreSQL", () => {
  let server: TestPostgres;
  before(async () => {
    server = await startPostgres();
  });
  after(() => server.stop());
  findingsContract(async () => makeBed(await server.database()));
});
