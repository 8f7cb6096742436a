import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fault, isRecord } from "../kernel/index.ts";
import { makeClient } from "./client.ts";
import type { Asked, Command } from "./command.ts";
import { DEMO_CALLS, type DemoCall } from "./demo-traffic.ts";
import { readOwner } from "./target.ts";
import { serve } from "./up.ts";
import { ownVersion } from "./version.ts";

/** Lies beside src in a checkout and beside dist in the published package. */
const COMPANY = fileURLToPath(new URL("../../defaults/demo", import.meta.url));

export const demoCommand: Command = {
  words: ["demo"],
  summary: "Runs a company on simulated models, with a little traffic to look at. Nothing is kept.",
  positionals: [],
  flags: [],
  examples: ["lumos demo"],
  run: demo,
};

async function demo(asked: Asked): Promise<number> {
  const data = mkdtempSync(join(tmpdir(), "lumos-demo-"));
  // A fresh directory each time: what is shown does not depend on what was tried before.
  const env = { ...asked.io.env, LUMOS_DATA: data, LUMOS_DATABASE: "sqlite" };
  try {
    const loaded = await asked.configuration(COMPANY, env);
    return await serve(asked, loaded, "warn", async (url) => {
      const keys = await keysFor(url, data, asked);
      await asked.io.out(
        `\nLumos answers at ${url} for ${loaded.declaration.organization.name}. A little traffic:\n\n`,
      );
      let telling = "";
      let waiting = "";
      for (const call of DEMO_CALLS) {
        const { decision, outcome, approval } = await show(call, url, keys, asked);
        if (outcome === "blocked" && telling === "") telling = decision;
        if (outcome === "pending" && waiting === "") waiting = approval;
      }
      await asked.io.out(
        `\nLook at it from another terminal (Ctrl-C here ends the demonstration and removes its data):\n` +
          `  export LUMOS_DATA=${data}\n` +
          `  ${asked.program} why ${telling}\n` +
          `  ${asked.program} decisions list\n` +
          `  ${asked.program} approvals show ${waiting}   # what waits for a person; then approve or deny it\n` +
          `  ${asked.program} approvals approve ${waiting}\n` +
          `  ${asked.program} tail\n`,
      );
    });
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

/** A key for everyone who takes part, issued as anyone would: through the API, by the machine's owner. */
async function keysFor(url: string, data: string, asked: Asked): Promise<Map<string, string>> {
  const owner = readOwner(data);
  const client = makeClient(
    { url, token: owner?.token, local: true },
    { program: asked.program, org: undefined, version: ownVersion() },
  );
  const keys = new Map<string, string>();
  const people = DEMO_CALLS.flatMap(({ principal, onBehalfOf }) => [principal, onBehalfOf ?? principal]);
  for (const principal of new Set(people)) {
    const { body } = await client.send({ method: "POST", path: "/keys", body: { principal, expires: "1d" } });
    if (!isRecord(body) || typeof body["key"] !== "string") throw fault("internal", { internal: "no key was issued" });
    keys.set(principal, body["key"]);
  }
  return keys;
}

/** Sends one call as any OpenAI client would and prints what came of it. */
async function show(
  call: DemoCall,
  url: string,
  keys: ReadonlyMap<string, string>,
  asked: Asked,
): Promise<{ decision: string; outcome: string; approval: string }> {
  const other = call.onBehalfOf === undefined ? undefined : keys.get(call.onBehalfOf);
  const reply = await fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${keys.get(call.principal) ?? ""}`,
      "content-type": "application/json",
      "user-agent": "lumos-demo",
      ...(other === undefined ? {} : { "x-lumos-on-behalf-of": other }),
      ...call.headers,
    },
    body: JSON.stringify({
      model: call.model,
      messages: [{ role: "user", content: call.say }],
      ...(call.stream ? { stream: true } : {}),
    }),
    signal: AbortSignal.timeout(60_000),
  });
  await reply.arrayBuffer();
  const header = (name: string) => reply.headers.get(`x-lumos-${name}`) ?? "";
  const what = [header("outcome") || "refused", header("adjusted"), header("model")].filter((part) => part !== "");
  const decision = header("decision");
  const outcome = header("outcome");
  await asked.io.out(`${String(reply.status)}  ${what.join(" ").padEnd(34)} ${call.shows}\n     ${decision}\n`);
  return { decision, outcome, approval: header("approval") };
}
