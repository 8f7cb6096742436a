import { isRecord } from "../kernel/index.ts";
import type { Asked, Command } from "./command.ts";
import { cellOf } from "./table.ts";

export const setupCommand: Command = {
  words: ["setup"],
  summary: "Makes the first owner with the one-time code that the server printed on start.",
  positionals: [{ name: "CODE", summary: "The code.", required: true }],
  flags: [{ name: "user", kind: "text", value: "ID", required: true, summary: "Who becomes the first owner." }],
  examples: ["lumos setup 7K3M-Q2XD --user ada@example.com"],
  run: setup,
};

async function setup(asked: Asked): Promise<number> {
  const { io, common, flags, positionals } = asked;
  const client = await asked.client();
  const { body } = await client.send({
    method: "POST",
    path: "/setup/claim",
    body: { code: positionals[0], user: flags.text("user") },
  });
  if (common.json) {
    await io.out(`${JSON.stringify(body, null, 2)}\n`);
    return 0;
  }
  const answer = isRecord(body) ? body : {};
  await io.out(`${cellOf(answer["key"])}\n`);
  if (!common.quiet)
    io.say(
      `The key of ${cellOf(answer["principal"])}. It is not shown again.\nexport LUMOS_URL=${client.url} LUMOS_TOKEN=<the key>`,
    );
  return 0;
}
