import { LOCAL } from "../marks.ts";
import { options } from "../options.ts";
import { touch } from "../paths.ts";
import { mark, markCode } from "../seen.ts";
import type { Program, Use } from "../use.ts";
import { each, verbs } from "./verbs.ts";

/* Tools that build, test and check a project. Most of them run what the project says, and that is code. */

const runs: Program = (use) => {
  if (use.args.length > 0 && use.args.every((arg) => /^(--version|-V|--help|-h|version)$/.test(arg)))
    return (mark(use.seen, ["read"]), LOCAL);
  markCode(use.seen, "runs what a project has set up");
  return LOCAL;
};

const make: Program = (use) => {
  const { has, value, rest } = options(use.args, "-f --file --makefile -C --directory -j -I --eval -o -W");
  for (const arg of rest)
    if (/^(SHELL|CC|CXX|LD|AR|MAKEFLAGS|\.SHELLFLAGS)=/.test(arg)) use.script(arg.slice(arg.indexOf("=") + 1));
  const code = value("--eval");
  if (code !== undefined)
    for (const line of code.split(/[\n;]/)) use.script(line.replace(/^[^:=\t]*:{1,2}[^:;]*;?|^\$\(shell |\)$/g, ""));
  const file = value("-f", "--file", "--makefile");
  if (file === "-" && use.stdin !== "")
    for (const line of use.stdin
      .split("\n")
      .filter((one) => one.startsWith("\t"))
      .slice(0, 100))
      use.script(line.slice(1).replace(/^[@+-]+/, ""));
  if (has("-n", "--dry-run", "--just-print")) mark(use.seen, ["read"]);
  return runs(use);
};

const CARGO = verbs({
  takes: "--manifest-path --config -Z --color",
  verbs: {
    ...each(
      "build b test t run r check c clippy bench doc fmt fix nextest expand miri rustc rustdoc watch tarpaulin deny audit vendor generate-lockfile new init",
      ["write", "code-execution"] as const,
    ),
    ...each("install add update binstall fetch", ["write", "network", "package-install", "code-execution"] as const),
    ...each("tree metadata search version locate-project pkgid verify-project read-manifest info --list", [
      "read",
    ] as const),
    ...each("clean uninstall remove rm", ["write", "destructive"] as const),
    ...each("publish login owner yank", ["write", "network", "egress", "code-execution"] as const),
  },
});

const GO = verbs({
  takes: "-C",
  verbs: {
    ...each("build test run generate fmt vet fix tool work mod_init mod_edit mod_vendor bug telemetry", [
      "write",
      "code-execution",
    ] as const),
    ...each("install get mod_download mod_tidy work_sync", [
      "write",
      "network",
      "package-install",
      "code-execution",
    ] as const),
    ...each("list doc version mod_graph mod_why mod_verify help", ["read"] as const),
    ...each("clean", ["write", "destructive"] as const),
    // What it keeps may be a program that every later build runs.
    env: ({ seen }, args) =>
      args.some((arg) => /^-[wu]/.test(arg)) ? markCode(seen, "changes what go builds with") : mark(seen, ["read"]),
  },
});

/** What only reads the sources, unless told to mend them. */
function checks(mends: RegExp): Program {
  return (use: Use) => {
    markCode(use.seen, "runs what a project has set up");
    if (use.args.some((arg) => mends.test(arg))) mark(use.seen, ["write"]);
    for (const path of options(use.args).rest) if (path.includes("/")) touch(use.seen, path, "read");
    return LOCAL;
  };
}

export const BUILDING: Readonly<Record<string, Program>> = {
  ...each("make gmake cmake ctest", make),
  ...each(
    "ninja meson bazel bazelisk buck buck2 pants gradle gradlew mvn mvnw ant sbt mix rebar3 rake rails rspec just task invoke tox nox pytest py.test jest vitest mocha ava playwright cypress karma tsc webpack vite rollup esbuild parcel next nuxt astro turbo nx lerna rush gulp grunt storybook ng vue react-scripts expo phpunit artisan gcc g++ clang clang++ cc c++ ld as rustc javac java kotlinc swiftc dotnet msbuild xcodebuild cabal stack dune opam zig nim crystal dart flutter protoc buf sphinx-build mkdocs hugo jekyll pre-commit lefthook husky lint-staged semantic-release changeset goreleaser act earthly skaffold tilt garden nodemon concurrently wireit pm cross-env electron gunicorn uvicorn flask django-admin celery streamlit jupyter alembic prisma knex sequelize drizzle-kit typeorm flyway liquibase claude codex gemini aider cursor-agent llm ollama",
    runs,
  ),
  ...each(
    "eslint prettier oxlint oxfmt biome stylelint black ruff isort flake8 pylint mypy pyright shellcheck shfmt hadolint yamllint markdownlint rubocop golangci-lint gofmt gofumpt clang-format clang-tidy ktlint knip depcheck tflint semgrep trivy grype snyk gitleaks actionlint cspell vale djlint",
    checks(/^(-w|-i|--write|--fix\S*|format)$/),
  ),
  cargo: CARGO,
  go: GO,
  "cross-env": (use) => use.run(use.args.filter((arg) => !/^\w+=/.test(arg))),
  "cross-env-shell": (use) => use.script(use.args.filter((arg) => !/^\w+=/.test(arg)).join(" ")),
};
