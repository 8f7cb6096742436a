import type { Dialect, HookClient } from "../types.ts";
import { claudeCode } from "./claude-code.ts";
import { codex } from "./codex.ts";
import { copilot } from "./copilot.ts";
import { cursor } from "./cursor.ts";
import { geminiCli } from "./gemini-cli.ts";
import { opencode } from "./opencode.ts";
import { sdk } from "./sdk.ts";
import { windsurf } from "./windsurf.ts";

/** The one table of what clients say and understand. */
export const DIALECTS: Readonly<Record<HookClient, Dialect>> = {
  "claude-code": claudeCode,
  codex,
  cursor,
  "gemini-cli": geminiCli,
  copilot,
  windsurf,
  opencode,
  sdk,
};
