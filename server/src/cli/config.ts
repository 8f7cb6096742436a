import { editorSchema, explainKey, formatProblem } from "../config/index.ts";
import { fault } from "../kernel/index.ts";
import type { Asked, Command } from "./command.ts";
import { cellOf, plainRows, table } from "./table.ts";

export const configExplainCommand: Command = {
  words: ["config", "explain"],
  summary: "What a key of the configuration is, and where that comes from.",
  positionals: [
    {
      name: "KEY",
      summary: "`server.listen`, `models.ID.tier`, `models[0].tier`; every key when left out.",
      required: false,
    },
  ],
  flags: [],
  examples: ["lumos config explain server.data", "lumos config explain --json"],
  run: explain,
};

export const configCheckCommand: Command = {
  words: ["config", "check"],
  summary: "Checks lumos.yaml and everything it names; says all that is wrong at once.",
  positionals: [
    {
      name: "FILE",
      summary: "lumos.yaml or its directory; the one a server would read when left out.",
      required: false,
    },
  ],
  flags: [],
  examples: ["lumos config check ./acme"],
  run: check,
};

export const configSchemaCommand: Command = {
  words: ["config", "schema"],
  summary: "The JSON Schema of lumos.yaml, for editors.",
  positionals: [],
  flags: [],
  examples: ["lumos config schema > lumos.schema.json"],
  run: async ({ io }) => {
    await io.out(`${JSON.stringify(editorSchema(), null, 2)}\n`);
    return 0;
  },
};

async function explain(asked: Asked): Promise<number> {
  const { io, common } = asked;
  const loaded = await asked.configuration();
  const found = explainKey(loaded, asked.positionals[0], io.cwd);
  if (!found.ok) {
    const { message, suggestion } = found.error;
    throw fault("usage", {
      public: `${message}${suggestion === undefined ? "" : `; ${suggestion}`}`,
      fix: `${asked.program} config explain`,
    });
  }
  if (common.json) {
    const rows = found.value.map(({ key, value, origin }) => ({ key, value: value ?? null, origin }));
    await io.out(`${JSON.stringify(asked.positionals[0] === undefined ? rows : rows[0], null, 2)}\n`);
    return 0;
  }
  const columns = ["key", "value", "from"].map((name) => ({ name, title: name.toUpperCase() }));
  const rows = found.value.map(({ key, value, from }) => ({ key, value: cellOf(value), from }));
  await io.out(io.terminal.out ? table(columns, rows, io.terminal) : plainRows(columns, rows));
  return 0;
}

async function check(asked: Asked): Promise<number> {
  const { io, common } = asked;
  const loaded = await asked.configuration(asked.positionals[0]);
  const { warnings, inactive, file } = loaded;
  if (common.json)
    await io.out(`${JSON.stringify({ file: file ?? null, problems: [], warnings, inactive }, null, 2)}\n`);
  if (common.quiet) return 0;
  for (const warning of warnings) io.say(`warning ${formatProblem(warning, io.cwd)}`);
  for (const one of inactive) io.say(`no effect yet ${one.path} (line ${one.line}): ${one.message}`);
  io.say(`${file ?? "The built-in organization"} is valid.`);
  return 0;
}
