import { describe } from "node:test";
import { findingsContract } from "./findings.ts";
import { makeBed } from "./store-bed.ts";

describe("findings on SQLite", () => findingsContract(async () => makeBed("sqlite")));
