import { describe } from "node:test";
import { sessionsContract } from "./sessions.ts";
import { makeBed } from "./store-bed.ts";

describe("sessions on SQLite", () => sessionsContract(async () => makeBed("sqlite")));
