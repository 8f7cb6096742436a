// Written by `lumos connect opencode --hooks`. Every use of a tool and every prompt goes past Lumos first.
import { readFileSync } from "node:fs";

const SETTINGS = "__SETTINGS__";
const TIMEOUT_MS = 10_000;

const settings = JSON.parse(readFileSync(SETTINGS, "utf8"));
const own = SETTINGS.replace(/\.json$/, ".state.json");
let seen = false;

/** What Lumos says; undefined where nobody answers and the organization lets that pass. */
async function tell(event) {
  let answer;
  try {
    const key = process.env.LUMOS_TOKEN || readFileSync(settings.keyFile, "utf8").trim();
    answer = await fetch(`${settings.url}/hooks/opencode`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
      body: JSON.stringify(event),
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch {
    answer = undefined;
  }
  if (answer === undefined || answer.status >= 500) {
    if (offline() === "open" || (offline() === "closed-after-first" && !reached())) return undefined;
    throw new Error("Lumos cannot be reached, and without it this is not allowed.");
  }
  seen = true;
  const body = await answer.json();
  if (answer.status !== 200) throw new Error(`Lumos: ${body?.error?.message ?? answer.status}`);
  return body;
}

function state() {
  try {
    return JSON.parse(readFileSync(own, "utf8"));
  } catch {
    return {};
  }
}

function offline() {
  return state().offline ?? settings.offline ?? "closed-after-first";
}

function reached() {
  return seen || state().reached === true;
}

/** Throws where it is denied: that is how OpenCode hears a no. */
async function ask(event) {
  const answer = await tell(event);
  if (typeof answer?.deny === "string") throw new Error(answer.deny);
}

export const Lumos = async () => ({
  "tool.execute.before": async (input, output) =>
    ask({ hook: "tool.execute.before", input, output: { args: output.args } }),
  "tool.execute.after": async (input, output) => {
    const answer = await tell({ hook: "tool.execute.after", input, output: { output: output.output } });
    if (typeof answer?.output === "string") output.output = answer.output;
    if (typeof answer?.append === "string") output.output = `${output.output}\n\n${answer.append}`;
  },
  "chat.message": async (input, output) => {
    const texts = (output.parts ?? []).flatMap((part) =>
      part?.type === "text" && typeof part.text === "string" ? [part.text] : [],
    );
    await ask({ hook: "chat.message", input, prompt: texts.join("\n") });
  },
});
