import { describe } from "node:test";
import { catalogContract } from "./catalog.ts";
import { makeBed } from "./store-bed.ts";

describe("the catalog on SQLite", () => catalogContract(async () => makeBed("sqlite")));
