import { looksLikeUrl, reach } from "../hosts.ts";
import { LOCAL } from "../marks.ts";
import { mark, markCode } from "../seen.ts";
import type { CommandClass } from "../../types.ts";
import type { Effect } from "../seen.ts";
import type { Program, Use } from "../use.ts";
import { each, verbs } from "./verbs.ts";

/* Programs that bring in other people's code, and run a project's own. */

const INSTALLS: readonly (Effect | CommandClass)[] = ["write", "network", "package-install", "code-execution"];
const RUNS: readonly (Effect | CommandClass)[] = ["write", "code-execution"];
const PUBLISHES: readonly (Effect | CommandClass)[] = ["write", "network", "egress", "code-execution"];
const ASKS: readonly (Effect | CommandClass)[] = ["read", "network"];
const READS: readonly Effect[] = ["read"];
const REMOVES: readonly (Effect | CommandClass)[] = ["write", "destructive"];

/** `npx x`, `uvx x`: fetches a package where it is not there, and runs it. */
function fetched(use: Use, args: readonly string[]): string {
  mark(use.seen, INSTALLS, "fetches a package and runs it");
  for (const arg of args) if (looksLikeUrl(arg)) reach(use.seen, arg);
  const at = args.findIndex((arg, place) => (arg === "-c" || arg === "--call" ? place + 1 < args.length : false));
  if (at >= 0) use.script(args[at + 1] ?? "");
  return LOCAL;
}

function runs(use: Use, args: readonly string[]): string {
  markCode(use.seen, "runs what a project has set up");
  const words = args.filter((arg, at) => at > 0 || arg !== "--");
  if (
    use.name !== "npm" &&
    words.length > 0 &&
    /^(rm|sh|bash|curl|dd|mkfs|git|node|python3?|psql)$/.test(words[0] ?? "")
  )
    return use.run(words);
  return LOCAL;
}

function configures(use: Use, args: readonly string[]): string {
  const looks = /^(get|list|ls|--list|debug)$/.test(args[0] ?? "list");
  if (looks) mark(use.seen, ["read"]);
  else mark(use.seen, ["write", "code-execution"], "changes what a package manager does later");
  return LOCAL;
}

function installs(use: Use, args: readonly string[]): string {
  mark(use.seen, INSTALLS, "installs packages");
  for (const arg of args) {
    const address = arg.replace(/^(git\+|--[\w-]+=)/, "");
    if (looksLikeUrl(address) || /^(git|ssh):\/\//.test(address)) reach(use.seen, address);
  }
  return LOCAL;
}

const NODE = verbs({
  takes: "--prefix -C --dir --cwd -w --workspace --filter -F --registry --loglevel",
  bare: INSTALLS,
  verbs: {
    ...each(
      "install i in ins add ci it install-test link ln update up upgrade dedupe import rebuild audit_fix fetch isntall clean-install",
      installs,
    ),
    ...each(
      "ls list ll la outdated why explain root prefix bin fund licenses query pkg_get config_get help-search store_path",
      READS,
    ),
    ...each(
      "view info show search s audit ping docs repo whoami doctor diff owner_ls dist-tag_ls team_ls npm_ls",
      ASKS,
    ),
    ...each("run run-script rum urn test t tst start stop restart", runs),
    ...each("exec x dlx create init innit", fetched),
    ...each(
      "publish login logout adduser deprecate owner access dist-tag star unstar team org profile hook token stage",
      PUBLISHES,
    ),
    ...each("unpublish", ["write", "network", "egress", "destructive"] as const),
    ...each("uninstall remove rm r un unlink prune cache_clean cache_verify cache_rm store_prune", REMOVES),
    ...each("pack version shrinkwrap pkg set patch patch-commit setup env approve-builds self-update", RUNS),
    ...each("config c get", configures),
    global: installs,
  },
});

/** yarn, pnpm and bun take a script's name for a verb. */
const LOOSE_NODE: Program = (use) => {
  const first = use.args.find((arg) => !arg.startsWith("-"));
  if (
    first !== undefined &&
    /^(build|dev|lint|format|check|typecheck|tsc|eslint|prettier|jest|vitest|test:\S+|\w+:\S+|deploy|preview|generate|storybook)$/.test(
      first,
    )
  )
    return runs(use, use.args);
  return NODE(use);
};

const PIP = verbs({
  takes: "--python --index-url -i --proxy --cache-dir --log",
  verbs: {
    ...each("install download wheel sync", installs),
    ...each(
      "list freeze show check inspect debug hash help config_list config_get cache_list cache_info cache_dir",
      READS,
    ),
    ...each("index search", ASKS),
    ...each("uninstall cache_purge cache_remove", REMOVES),
    config: configures,
  },
});

const UV = verbs({
  takes: "--directory --project --python -p --index-url --cache-dir",
  verbs: {
    ...each(
      "add sync lock pip_install pip_sync pip_compile tool_install tool_upgrade python_install self_update venv",
      installs,
    ),
    ...each(
      "pip_list pip_freeze pip_show pip_tree pip_check tree export tool_list python_list python_find cache_dir version help",
      READS,
    ),
    ...each("remove pip_uninstall tool_uninstall cache_clean cache_prune python_uninstall", REMOVES),
    run: (use, args) => {
      const at = args.findIndex((arg) => !arg.startsWith("-"));
      markCode(use.seen, "runs what a project has set up");
      if (args.some((arg) => arg.startsWith("--with"))) mark(use.seen, INSTALLS);
      return at < 0 ? LOCAL : use.run(args.slice(at));
    },
    ...each("tool_run x", fetched),
    ...each("publish", PUBLISHES),
    ...each("build init", RUNS),
  },
});

const SYSTEM_PACKAGES = verbs({
  takes: "-o -c -t --option --root --installroot",
  verbs: {
    ...each(
      "install add reinstall upgrade update full-upgrade dist-upgrade safe-upgrade localinstall groupinstall build-dep dselect-upgrade source tap bundle cask_install reinstall refresh in dup up swap distro-sync module_install offline-upgrade",
      installs,
    ),
    ...each(
      "list show search info policy depends rdepends madison deps uses leaves outdated doctor config home cat options files provides repolist whatprovides check-update pkgnames stats dump showpkg repoquery history_list se if lr contents desc log tap-info services_list",
      READS,
    ),
    ...each(
      "remove purge autoremove uninstall erase rm zap del delete autopurge rm_-rf clean autoclean cleanup history_undo",
      REMOVES,
    ),
    ...each(
      "edit-sources services services_start services_restart link unlink pin unpin mark hold unhold switch extract create",
      RUNS,
    ),
  },
});

/** Tools with letters for verbs: pacman, rpm, dpkg. */
function lettered(read: RegExp, remove: RegExp): Program {
  return (use) => {
    const letters = use.args.find((arg) => arg.startsWith("-")) ?? "";
    if (remove.test(letters)) mark(use.seen, REMOVES, "removes packages");
    else if (read.test(letters)) mark(use.seen, ["read"]);
    else installs(use, use.args);
    return LOCAL;
  };
}

export const PACKAGES: Readonly<Record<string, Program>> = {
  npm: NODE,
  cnpm: NODE,
  ...each("pnpm yarn bun yarnpkg ni nr", (use: Use) => {
    // `bun x.ts` runs a file.
    if (use.name === "bun" && /\.[mc]?[jt]sx?$/.test(use.args[0] ?? "")) return runs(use, use.args);
    return LOOSE_NODE(use);
  }),
  ...each("npx pnpx bunx uvx pipx-run dlx", (use: Use) => fetched(use, use.args)),
  ...each("pip pipenv", PIP),
  uv: UV,
  pipx: verbs({
    verbs: {
      ...each("install inject upgrade upgrade-all reinstall ensurepath", installs),
      run: fetched,
      ...each("list environment", READS),
      ...each("uninstall uninstall-all", REMOVES),
    },
  }),
  ...each(
    "poetry pdm hatch rye conda mamba micromamba pixi",
    verbs({
      verbs: {
        ...each(
          "install add update lock sync create self_update env_create env_update self pip_install global_install",
          installs,
        ),
        ...each("show list info check search env_list env_info config_--list version help", READS),
        ...each("run shell build test activate init new", runs),
        ...each("publish", PUBLISHES),
        ...each("remove uninstall env_remove clean", REMOVES),
        config: configures,
      },
    }),
  ),
  ...each(
    "apt apt-get aptitude yum dnf microdnf zypper apk brew port snap flatpak pkg choco winget scoop nix-env tdnf xbps-install opkg nala mas rpm-ostree",
    SYSTEM_PACKAGES,
  ),
  "apt-cache": (use) => (mark(use.seen, ["read"]), LOCAL),
  pacman: lettered(/^-(Q|Ss|Si|F|T|D?k)/, /^-R/),
  yay: lettered(/^-(Q|Ss|Si)/, /^-R/),
  paru: lettered(/^-(Q|Ss|Si)/, /^-R/),
  dpkg: lettered(
    /^(-[lLsSpI]|--(list|status|listfiles|search|print|get|info|verify|audit))/,
    /^(-[rP]|--(remove|purge))/,
  ),
  "dpkg-query": (use) => (mark(use.seen, ["read"]), LOCAL),
  rpm: lettered(/^(-q|--query|-V|--verify|-K)/, /^(-e|--erase)/),
  gem: verbs({
    verbs: {
      ...each("install update fetch", installs),
      ...each("list search info contents dependency environment which outdated specification query", READS),
      ...each("uninstall cleanup", REMOVES),
      ...each("push yank owner", PUBLISHES),
      ...each("build exec", RUNS),
    },
  }),
  ...each(
    "bundle bundler",
    verbs({
      bare: INSTALLS,
      verbs: {
        ...each("install update add lock outdated", installs),
        ...each("list show info check platform config_get", READS),
        ...each("exec", (use: Use, args: readonly string[]) => use.run(args)),
        ...each("remove clean", REMOVES),
        ...each("config init open console", RUNS),
      },
    }),
  ),
  composer: verbs({
    verbs: {
      ...each("install update require create-project global self-update", installs),
      ...each("show info outdated validate check-platform-reqs licenses why depends search diagnose status", READS),
      ...each("run run-script exec test dump-autoload", runs),
      ...each("remove clear-cache", REMOVES),
      config: configures,
    },
  }),
  ...each(
    "corepack nvm fnm volta asdf mise rbenv pyenv rustup sdk nodenv tfenv",
    verbs({
      verbs: {
        ...each(
          "install use enable prepare add update default local global toolchain_install target_add component_add self_update plugin_add pin run exec shell",
          installs,
        ),
        ...each(
          "list ls current which show version where list-remote ls-remote versions help toolchain_list target_list",
          READS,
        ),
        ...each("uninstall disable remove implode prune toolchain_uninstall", REMOVES),
      },
    }),
  ),
  "go-install": (use) => installs(use, use.args),
  luarocks: verbs({
    verbs: { ...each("install make", installs), ...each("list show search", READS), remove: REMOVES },
  }),
  ...each("cpan cpanm", (use: Use) => installs(use, use.args)),
  easy_install: (use) => installs(use, use.args),
};
