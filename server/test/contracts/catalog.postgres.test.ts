import { after, before, describe } from "node:test";
import { type TestPostgres, startPostgres } from "../postgres.ts";
import { catalogContract } from "./catalog.ts";
import { makeBed } from "./store-bed.ts";

describe("the catalog on PostgreSQL", () => {
  let server: TestPostgres;
  before(async () => {
    server = await startPostgres();
  });
  after(() => server.stop());
  catalogContract(async () => makeBed(await server.database()));
});
