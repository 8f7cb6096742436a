// The order of the rooms, and the lint rules that follow from it. A room imports only rooms above it, and
// only through their front doors. `node tools/rooms.ts --write` renews .oxlintrc.json; a test compares.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOMS = [
  "kernel",
  "cedar",
  "config",
  "store",
  "registry",
  "identity",
  "context",
  "risk",
  "effects",
  "catalog",
  "judges",
  "sessions",
  "pseudonyms",
  "policy",
  "budgets",
  "approvals",
  "trust",
  "routing",
  "execution",
  "record",
  "findings",
  "shelves",
  "discovery",
  "observe",
  "operations",
  "access",
  "doors",
  "wiring",
  "cli",
] as const;

/** What stands beside the rooms: who may import it. */
const LOOSE = {
  "govern.ts": ["doors", "wiring"],
  "judging.ts": [],
  "approving.ts": [],
  "shown-to-judges.ts": ["wiring"],
  "govern-tool.ts": ["doors"],
  "tool-uses.ts": ["doors", "access"],
  "tool-approvals.ts": [],
  "tool-results.ts": ["doors"],
  "decide.ts": ["doors"],
  "search.ts": ["doors"],
  "govern-elsewhere.ts": ["doors"],
  "main.ts": ["cli"],
} as const;

export function lintConfiguration(): unknown {
  const overrides = ROOMS.map((room, place) => {
    const below = ROOMS.slice(place + 1);
    const others = ROOMS.filter((name) => name !== room);
    const loose = Object.entries(LOOSE)
      .filter(([, allowed]) => !(allowed as readonly string[]).includes(room))
      .map(([file]) => file);
    const patterns = [
      ...(below.length > 0
        ? [
            {
              regex: `^(\\.\\./)+(${below.join("|")})/`,
              message: `${room} may only import rooms above it (tools/rooms.ts has the order).`,
            },
          ]
        : []),
      {
        group: loose.flatMap((file) => [`../${file}`, `../../${file}`]),
        message: "Only doors know the way of a call, only the command line starts the program.",
      },
      // Last, for a negated pattern that matches ends the check.
      {
        group: others.flatMap((name) => [
          `../${name}/**`,
          `../../${name}/**`,
          `!../${name}/index.ts`,
          `!../../${name}/index.ts`,
        ]),
        message: "Rooms are entered by their front door: import from ../ROOM/index.ts.",
      },
    ];
    return {
      files: [`server/src/${room}/**/*.ts`],
      excludeFiles: ["**/*.test.ts"],
      rules: { "no-restricted-imports": ["error", { patterns }] },
    };
  });
  return {
    $schema: "./node_modules/oxlint/configuration_schema.json",
    plugins: ["import", "typescript", "unicorn", "node", "promise"],
    categories: { correctness: "error", suspicious: "error", perf: "error" },
    rules: {
      "import/no-cycle": "error",
      "typescript/no-explicit-any": "error",
      "typescript/no-non-null-assertion": "error",
      "typescript/ban-ts-comment": "error",
      "max-lines": ["error", { max: 600, skipBlankLines: false, skipComments: false }],
      "no-console": "error",
      "no-await-in-loop": "off",
      "import/no-unassigned-import": "off",
      "no-underscore-dangle": "off",
      "no-shadow": "off",
      "unicorn/no-array-sort": "off",
      "unicorn/no-array-reverse": "off",
      "promise/always-return": "off",
      "unicorn/consistent-function-scoping": "off",
      "import/no-named-as-default": "off",
    },
    overrides: [
      ...overrides,
      {
        files: ["server/src/**/*.ts"],
        excludeFiles: ["server/src/config/**", "server/src/cli/**", "**/*.test.ts"],
        rules: { "node/no-process-env": "error" },
      },
      { files: ["tools/**", "bench/**"], rules: { "no-console": "off" } },
    ],
    ignorePatterns: ["node_modules", "**/dist", "bench/.work"],
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url) && process.argv[2] === "--write") {
  const file = join(dirname(dirname(fileURLToPath(import.meta.url))), ".oxlintrc.json");
  writeFileSync(file, `${JSON.stringify(lintConfiguration(), null, 2)}\n`);
  process.stdout.write(`${file}: ${readFileSync(file).length} bytes\n`);
}
