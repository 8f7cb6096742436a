import type { Command } from "./command.ts";

/**
 * The program's entry runs this command without the rest of the command line (bin/lumos-hook.mjs), for it runs for
 * every tool an agent uses. What stands here is for help and the reference.
 */
export const hookCommand: Command = {
  words: ["hook"],
  summary: "Passes one event of a client's hook to Lumos, and says the answer in the client's way.",
  details:
    "Reads the event on standard input and prints what the client understands; clients run it, `lumos connect CLIENT --hooks` tells them to. Where Lumos cannot be reached, organization.hooks.offline says what happens: the shim remembers it from the last answer. What happened meanwhile is kept as names and digests and told later. LUMOS_URL and LUMOS_TOKEN stand in for what the file of --config says.",
  positionals: [],
  flags: [
    { name: "client", kind: "text", value: "CLIENT", summary: "Whose event it is: codex, cursor, ..." },
    { name: "event", kind: "text", value: "NAME", summary: "The event's name, for clients that do not say it." },
  ],
  examples: ["lumos hook --client=codex < event.json"],
  async run({ io, flags }) {
    const argv = ["client", "event"].flatMap((name) =>
      flags.text(name) === undefined ? [] : [`--${name}=${flags.text(name)}`],
    );
    const file = new URL("../../bin/lumos-hook.mjs", import.meta.url).href;
    const { hook } = (await import(file)) as { hook(argv: readonly string[], env: typeof io.env): Promise<number> };
    return hook(argv, io.env);
  },
};
