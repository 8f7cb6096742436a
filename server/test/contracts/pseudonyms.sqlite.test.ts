import { describe } from "node:test";
import { pseudonymsContract } from "./pseudonyms.ts";
import { makeBed } from "./store-bed.ts";

describe("pseudonyms on SQLite", () => pseudonymsContract(async () => makeBed("sqlite")));
