import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { lumos, temporary } from "../cli/program.ts";
import { startProgram } from "../program.ts";

/* Packs in a running server: what they say of real calls, for the facts that are filled in today. */

test("packs written into a new organization govern the calls of a server that runs it", async () => {
  await using folder = temporary();
  assert.equal((await lumos(["init", folder.path])).code, 0);
  const packs = "coding-agents,cybersecurity,enterprise-agents,finance,healthcare-and-legal,life-sciences";
  const written = await lumos(["policy", "init", "--pack", packs, folder.path]);
  assert.equal(written.code, 0, written.err);
  appendFileSync(join(folder.path, "lumos.yaml"), "\nteams: [{ id: clinic }]\nworkflows: [{ id: deal }]\n");
  const program = await startProgram({ file: join(folder.path, "lumos.yaml"), data: join(folder.path, "data") });
  try {
    const agent = await program.key("agent:demo-agent");
    const person = await program.key("user:you@localhost");
    const call = async (key: string, say: string, dataClass?: string, behalf?: string) => {
      const reply = await fetch(`${program.url}/v1/chat/completions`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${key}`,
          "content-type": "application/json",
          ...(dataClass === undefined ? {} : { "x-lumos-data-class": dataClass }),
          ...(behalf === undefined ? {} : { "x-lumos-on-behalf-of": behalf }),
        },
        body: JSON.stringify({ model: "smart", messages: [{ role: "user", content: say }] }),
      });
      const text = await reply.text();
      const header = (name: string) => reply.headers.get(`x-lumos-${name}`) ?? "";
      return {
        status: reply.status,
        model: header("model"),
        adjusted: header("adjusted"),
        outcome: header("outcome"),
        text,
      };
    };

    const ordinary = await call(agent, "Hello.");
    assert.deepEqual([ordinary.status, ordinary.model, ordinary.adjusted], [200, "sandbox-frontier", ""]);
    const source = await call(agent, "Explain this function.", "source-code");
    assert.deepEqual([source.status, source.model], [200, "sandbox-frontier"], "the sandbox keeps nothing");
    const card = await call(person, "Charge 4111 1111 1111 1111.");
    assert.deepEqual([card.status, card.model, card.adjusted], [200, "sandbox-guarded", "fallback,redacted"]);

    for (const [key, dataClass, why, behalf] of [
      [person, "mnpi", /Inside information/],
      [person, "phi", /Health data/],
      [person, "privileged", /Privileged papers/],
      [person, "genomic", /Genomes cannot be made anonymous/],
      [person, "trial-unblinded", /Unblinded trial data/],
      [agent, "personnel", /Data about staff is for people/],
    ] as [string, string, RegExp, string?][]) {
      const refused = await call(key, "Summarize.", dataClass, behalf);
      assert.deepEqual([refused.status, refused.outcome], [403, "blocked"], dataClass);
      assert.match(refused.text, why);
    }
    const staff = await call(agent, "Summarize.", "personnel", person);
    assert.deepEqual([staff.status, staff.outcome], [403, "pending"], "for a person it waits for a case");
    const confidential = await call(agent, "Summarize.", "confidential");
    assert.deepEqual([confidential.status, confidential.model], [200, "sandbox-guarded"], "without its owner's word");
  } finally {
    await program.kill("SIGTERM");
  }
});
