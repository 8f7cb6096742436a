import { hostOf, remotePath, reach } from "../hosts.ts";
import { isMarked, LOCAL, SECRET } from "../marks.ts";
import { options } from "../options.ts";
import { isSecretPath, plainPath, touch } from "../paths.ts";
import { mark, markCode, markUnbounded } from "../seen.ts";
import type { Program, Use } from "../use.ts";
import { each, verbs } from "./verbs.ts";

/* git, and the programs of places that keep repositories. */

/** Settings whose value git runs, or that decide what it runs. */
const RUNNING =
  /^(alias\.|core\.(pager|editor|sshcommand|fsmonitor|hookspath|askpass|gitproxy|worktree|attributesfile|alternaterefscommand)|pager\.|diff\.\S*(command|external|textconv)|diff\.external|merge\.\S*driver|filter\.|credential\.|sequence\.editor|gpg\.|init\.templatedir|include\.|includeif\.|remote\.\S*(uploadpack|receivepack|vcs|url|pushurl)|url\.|protocol\.|http\.\S*proxy|uploadpack\.|receive\.|difftool\.|mergetool\.|web\.browser|browser\.|man\.|sendemail\.|submodule\.|safe\.directory|gc\.\S*command|interactive\.difffilter|tar\.|trailer\.|guitool\.|instaweb\.)/i;

function setting(use: Use, name: string, value: string): void {
  if (!RUNNING.test(name)) return;
  if (/^(core\.pager|pager\.\w+|core\.editor)$/i.test(name) && /^(cat|less|true|false|vim?|nano|delta|)$/.test(value))
    return;
  markCode(use.seen, "git runs a command from its settings");
  const code = value.startsWith("!") ? value.slice(1) : value;
  if (/[\s;|&$/]/.test(code) || !name.toLowerCase().startsWith("alias.")) use.script(code);
  else use.run(["git", code]);
}

const remotes = (use: Use, args: readonly string[]): void => {
  mark(use.seen, ["network"]);
  for (const arg of args) {
    if (arg.startsWith("ext::")) {
      markCode(use.seen, "git runs a command to reach a repository");
      use.run(
        arg
          .slice(5)
          .split(/(?<!%) /)
          .map((word) => word.replaceAll("% ", " ")),
      );
    } else if (/^\w+:\/\//.test(arg)) reach(use.seen, hostOf(arg));
    else {
      const there = remotePath(arg);
      if (there !== undefined && !/^[+:]/.test(arg) && arg.includes("@")) reach(use.seen, there.host);
    }
  }
  const runs = options(args, "--upload-pack -u --receive-pack --exec -c --config").values(
    "--upload-pack",
    "--receive-pack",
    "--exec",
  );
  for (const code of runs) {
    markCode(use.seen, "git runs a command to reach a repository");
    use.script(code);
  }
};

const read: (use: Use, args: readonly string[]) => string = (use, args) => {
  mark(use.seen, ["read"]);
  for (const path of options(args, "--output -o").values("--output")) touch(use.seen, path, "write");
  const opens = args.find((arg) => /^(-O\S+|--open-files-in-pager)/.test(arg));
  if (opens !== undefined && use.args.includes("grep")) {
    markCode(use.seen, "git runs a command on what it finds");
    use.script(opens.replace(/^(-O|--open-files-in-pager=?)/, ""));
  }
  if (args.includes("--ext-diff") || args.includes("--textconv"))
    markCode(use.seen, "git runs a command from its settings");
  const secret = args.some((arg) => isSecretPath(plainPath(arg.slice(arg.indexOf(":") + 1))));
  if (secret) mark(use.seen, ["secret-access"], "reads where secrets are kept");
  return secret ? SECRET : LOCAL;
};

function push(use: Use, args: readonly string[]): string {
  const { has, rest } = options(args, "-o --push-option --repo --receive-pack --exec");
  remotes(use, args);
  mark(use.seen, ["write", "egress"], "pushes to another machine");
  if (
    has("-f", "--force", "--mirror", "--delete", "-d", "--prune") ||
    args.some((arg) => arg.startsWith("--force")) ||
    rest.slice(1).some((ref) => /^[+:]/.test(ref))
  ) {
    mark(use.seen, ["destructive"], "overwrites or deletes branches on another machine");
    if (has("--mirror", "--prune")) use.seen.unbounded = true;
  }
  return "";
}

/** Throws away what was not committed, or commits. */
function discards(use: Use, args: readonly string[]): string {
  mark(use.seen, ["destructive", "write"], "throws away work in a repository");
  const { rest } = options(args, "-s --source");
  for (const path of rest) if (path.includes(".") || path.includes("/")) touch(use.seen, path, "write");
  return "";
}

const GIT_VERBS = verbs({
  takes: "-C -c --git-dir --work-tree --namespace --config-env --exec-path --super-prefix",
  verbs: {
    ...each(
      "status log diff show blame annotate shortlog describe rev-parse rev-list ls-files ls-tree cat-file grep name-rev show-ref show-branch for-each-ref merge-base diff-tree diff-index diff-files whatchanged cherry count-objects fsck verify-commit verify-tag check-ignore check-attr var help version range-diff reflog_show stash_list stash_show remote_show remote_get-url worktree_list bisect_log submodule_status notes_show notes_list config_--get config_--list config_-l config_--get-all config_get config_list symbolic-ref patch-id ls-remote_--get-url merge-tree bugreport diagnose",
      read,
    ),
    ...each(
      "add commit merge rebase cherry-pick revert am apply mv init switch stash stash_push stash_save stash_apply stash_pop notes pull-request worktree_add worktree_move bisect merge-file read-tree write-tree commit-tree hash-object update-index format-patch mailinfo sparse-checkout worktree remote_add remote_rename remote_set-url bundle maintenance pack-refs repack rerere lfs_track lfs subtree request-pull fast-import replace",
      (use: Use, args: readonly string[]) => writes(use, args),
    ),
    ...each(
      "fetch pull clone ls-remote remote_update submodule_update submodule_add lfs_pull lfs_fetch submodule_init",
      (use: Use, args: readonly string[]) => {
        remotes(use, args);
        mark(use.seen, args.length > 0 && use.args.includes("ls-remote") ? ["read"] : ["write"]);
        for (const one of options(args, "-c --config --template").values("-c", "--config"))
          setting(use, one.split("=", 1)[0] ?? "", one.slice(one.indexOf("=") + 1));
        return "";
      },
    ),
    push,
    ...each("send-email imap-send", ["write", "network", "egress"] as const),
    ...each("daemon http-backend instaweb", ["write", "network", "egress", "code-execution"] as const),
    clean: (use, args) => {
      const { has, rest } = options(args, "-e --exclude");
      if (has("-n", "--dry-run")) mark(use.seen, ["read"]);
      else if (has("-f", "--force", "-x", "-X", "-d", "-i") || args.length > 0) {
        mark(use.seen, ["destructive"], "deletes files that git does not know");
        if (rest.length === 0 && has("-f", "--force")) use.seen.unbounded = true;
        for (const path of rest) touch(use.seen, path, "delete", "recursive");
      } else mark(use.seen, ["write"]);
      return "";
    },
    reset: (use, args) =>
      options(args).has("--hard", "--merge", "--keep") ? discards(use, []) : (mark(use.seen, ["write"]), ""),
    checkout: (use, args) => {
      const { has, rest } = options(args, "-b -B --orphan --conflict");
      if (
        args.includes("--") ||
        has("-f", "--force", "--ours", "--theirs", "-B") ||
        rest.some((one) => /^(\.|\*|:\/)$|^\.\.?\//.test(one))
      )
        return discards(
          use,
          rest.filter((one) => one.includes("/")),
        );
      mark(use.seen, ["write"]);
      return "";
    },
    restore: (use, args) =>
      options(args).has("--staged", "-S") && !options(args).has("--worktree", "-W")
        ? (mark(use.seen, ["write"]), "")
        : discards(use, args),
    ...each(
      "stash_drop stash_clear worktree_remove worktree_prune prune gc remote_remove remote_rm rm notes_remove submodule_deinit reflog_delete",
      (use: Use, args: readonly string[]) => {
        const bounded = use.args.includes("gc") && !args.some((arg) => /prune/.test(arg));
        mark(
          use.seen,
          bounded ? ["write"] : ["write", "destructive"],
          bounded ? undefined : "takes something away from a repository",
        );
        return "";
      },
    ),
    ...each("filter-branch filter-repo reflog_expire update-ref replace", (use: Use, args: readonly string[]) => {
      markUnbounded(use.seen, "rewrites the history of a repository");
      if (use.args.includes("filter-branch"))
        for (const one of options(
          args,
          "--tree-filter --index-filter --env-filter --msg-filter --commit-filter --parent-filter --tag-name-filter",
        ).values("--tree-filter", "--index-filter", "--env-filter", "--msg-filter", "--commit-filter"))
          use.script(one);
      return "";
    }),
    branch: (use, args) => {
      const { has, rest } = options(args, "--contains --merged --no-merged --sort --format --points-at");
      if (has("-d", "-D", "--delete", "-M", "-f", "--force"))
        mark(use.seen, ["write", "destructive"], "deletes or overwrites a branch");
      else
        mark(
          use.seen,
          rest.length === 0 || has("-a", "-r", "-v", "--list", "-l", "--show-current") ? ["read"] : ["write"],
        );
      return LOCAL;
    },
    tag: (use, args) => {
      const { has, rest } = options(args, "-m -F -u --sort --format --contains --points-at");
      if (has("-d", "--delete", "-f", "--force"))
        mark(use.seen, ["write", "destructive"], "deletes or overwrites a tag");
      else mark(use.seen, rest.length === 0 || has("-l", "--list", "-v", "-n") ? ["read"] : ["write"]);
      return LOCAL;
    },
    remote: (use, args) => (mark(use.seen, options(args).rest.length === 0 ? ["read"] : ["write"]), LOCAL),
    reflog: (use, args) => read(use, args),
    config: (use, args) => {
      const { has, rest } = options(args, "-f --file --blob --type --default");
      if (has("--unset", "--unset-all", "--remove-section", "-e", "--edit")) mark(use.seen, ["write"]);
      else if (has("-l", "--list", "--get", "--get-all", "--get-regexp") || rest.length < 2) mark(use.seen, ["read"]);
      else {
        const [name, value] = rest[0] === "set" ? rest.slice(1) : rest;
        mark(use.seen, ["write"]);
        setting(use, name ?? "", value ?? "");
      }
      return LOCAL;
    },
    archive: (use, args) => {
      const { value } = options(args, "-o --output --remote --exec --format --prefix");
      const to = value("-o", "--output");
      if (to !== undefined) touch(use.seen, to, "write");
      if (value("--remote") !== undefined) remotes(use, args);
      use.script(value("--exec") ?? "");
      mark(use.seen, ["read"]);
      return LOCAL;
    },
    ...each("submodule_foreach bisect_run", (use: Use, args: readonly string[]) => {
      markCode(use.seen, "git runs a command");
      return use.script(args.filter((arg) => !/^--(recursive|quiet)$/.test(arg)).join(" "));
    }),
    ...each("difftool mergetool", (use: Use, args: readonly string[]) => {
      for (const code of options(args, "-x --extcmd -t --tool").values("-x", "--extcmd")) use.script(code);
      markCode(use.seen, "git runs a command");
      return LOCAL;
    }),
  },
});

function writes(use: Use, args: readonly string[]): string {
  mark(use.seen, ["write"]);
  for (const code of options(args, "-x --exec -m --message -F").values("-x", "--exec")) {
    if (!use.args.includes("rebase")) continue;
    markCode(use.seen, "git runs a command");
    use.script(code);
  }
  if (use.args.includes("rebase") && args.some((arg) => /^(-i|--interactive|--root)$/.test(arg)))
    mark(use.seen, ["destructive"], "rewrites the history of a repository");
  if (use.args.includes("commit") && args.includes("--amend")) mark(use.seen, ["write"], "rewrites the last commit");
  if (/remote/.test(use.args.join(" ")))
    for (const arg of args) if (/:\/\/|@/.test(arg)) reach(use.seen, remotePath(arg)?.host ?? hostOf(arg));
  if (use.args.includes("switch") && options(args).has("-f", "--force", "--discard-changes", "-C")) discards(use, []);
  return "";
}

const git: Program = (use) => {
  for (let at = 0; at < use.args.length && (use.args[at] ?? "").startsWith("-"); at += 1) {
    const arg = use.args[at] ?? "";
    if (arg === "-c" || arg === "--config-env") {
      const value = use.args[(at += 1)] ?? "";
      if (isMarked(value.split("=", 1)[0] ?? "")) markCode(use.seen, "git with settings that are not known");
      setting(use, value.split("=", 1)[0] ?? "", value.slice(value.indexOf("=") + 1));
    } else if (arg.startsWith("--exec-path=")) markCode(use.seen, "git with programs of another place");
    else if (/^(-C|--git-dir|--work-tree|--namespace)$/.test(arg)) at += 1;
  }
  return GIT_VERBS(use);
};

const GH = verbs({
  takes: "-R --repo --hostname",
  always: ["network"],
  verbs: {
    ...each(
      "pr_list pr_view pr_diff pr_status pr_checks issue_list issue_view issue_status repo_view repo_list run_list run_view run_watch workflow_list workflow_view release_list release_view search gist_list gist_view label_list auth_status status browse cache_list ruleset org_list project_list project_view variable_list secret_list ssh-key_list gpg-key_list extension_list mr_list mr_view ci_view ci_list ci_status pipeline_list config_get config_list alias_list",
      ["read"] as const,
    ),
    ...each(
      "pr_create pr_comment pr_edit pr_review pr_merge pr_ready pr_reopen pr_close issue_create issue_comment issue_edit issue_close issue_reopen issue_transfer issue_pin release_create release_upload release_edit gist_create gist_edit repo_create repo_edit repo_fork repo_rename repo_sync repo_archive run_rerun run_cancel workflow_run workflow_enable workflow_disable label_create label_edit variable_set ssh-key_add gpg-key_add deploy-key_add mr_create mr_note mr_merge issue_note codespace_create codespace_cp project_create project_item-create",
      ["write", "egress"] as const,
    ),
    ...each("secret_set", ["write", "egress", "secret-access"] as const),
    ...each("repo_clone pr_checkout release_download gist_clone run_download", ["write"] as const),
    ...each(
      "repo_delete release_delete gist_delete issue_delete run_delete label_delete secret_delete variable_delete cache_delete ssh-key_delete codespace_delete project_delete repo_deploy-key_delete workflow_delete release_delete-asset",
      ["write", "destructive"] as const,
    ),
    ...each("auth_token", (use: Use) => (mark(use.seen, ["read", "secret-access"], "prints a credential"), SECRET)),
    ...each("auth_login auth_refresh auth_setup-git auth_logout auth_switch", ["write", "secret-access"] as const),
    ...each("extension_install extension_exec extension_upgrade", [
      "write",
      "package-install",
      "code-execution",
    ] as const),
    ...each("codespace_ssh copilot alias_set config_set", ["write", "code-execution"] as const),
    api: (use, args) => {
      const { has, value, values, rest } = options(
        args,
        "-X --method -f --raw-field -F --field -H --header --input -q --jq -t --template --hostname -p --preview --cache",
      );
      const method = (value("-X", "--method") ?? "").toUpperCase();
      const fields = [...values("-f", "--raw-field", "-F", "--field")];
      if (method === "DELETE" || fields.some((one) => /\bdelete\w*\s*\(/i.test(one)))
        mark(use.seen, ["write", "destructive"], "deletes something on another machine");
      else if (
        (method !== "" && method !== "GET") ||
        has("--input") ||
        (fields.length > 0 &&
          method !== "GET" &&
          !(rest[0] === "graphql" && !fields.some((one) => /mutation/.test(one))))
      )
        mark(use.seen, ["write", "egress"], "sends data to another machine");
      else mark(use.seen, ["read"]);
      return LOCAL;
    },
  },
});

export const GIT: Readonly<Record<string, Program>> = {
  git,
  hub: git,
  gh: GH,
  glab: GH,
  "git-filter-repo": (use) => (markUnbounded(use.seen, "rewrites the history of a repository"), ""),
  bfg: (use) => (markUnbounded(use.seen, "rewrites the history of a repository"), ""),
};
