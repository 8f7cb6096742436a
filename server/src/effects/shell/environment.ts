import { isMarked } from "./marks.ts";
import { mark, markCode, type Seen } from "./seen.ts";

/* Variables that change what other programs do. */

/** Their value is a command. */
const COMMANDS = new Set([
  "PAGER",
  "GIT_PAGER",
  "MANPAGER",
  "EDITOR",
  "VISUAL",
  "GIT_EDITOR",
  "GIT_SEQUENCE_EDITOR",
  "GIT_SSH_COMMAND",
  "GIT_SSH",
  "GIT_ASKPASS",
  "SSH_ASKPASS",
  "GIT_EXTERNAL_DIFF",
  "GIT_PROXY_COMMAND",
  "LESSOPEN",
  "LESSCLOSE",
  "BROWSER",
  "PROMPT_COMMAND",
  "PS0",
  "PS1",
  "PS4",
  "SUDO_ASKPASS",
  "KUBE_EDITOR",
  "CC",
  "CXX",
  "RUSTC_WRAPPER",
  "MAKEFLAGS",
  "RSYNC_RSH",
  "CVS_RSH",
  "TAR_OPTIONS",
]);

/** Their value decides which code programs load. */
const LOADERS =
  /^(LD_(PRELOAD|LIBRARY_PATH|AUDIT)|DYLD_\w+|BASH_ENV|ENV|ZDOTDIR|PYTHON(STARTUP|PATH|HOME|INSPECT|WARNINGS|BREAKPOINT)|NODE_(OPTIONS|PATH)|PERL5?(OPT|LIB|5OPT|5LIB|5DB)|RUBY(OPT|LIB)|GEM_PATH|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|GIT_(CONFIG\w*|DIR|EXEC_PATH|TEMPLATE_DIR|HOOKS\w*)|GCONV_PATH|PHPRC|PHP_INI_SCAN_DIR|GODEBUG|BASH_FUNC\w*|SHELLOPTS|BASHOPTS|OPENSSL_CONF|npm_config_\w+|PIP_(INDEX_URL|EXTRA_INDEX_URL)|AWS_CONFIG_FILE|KUBECONFIG|EDITOR_PRELOAD)$/i;

const HARMLESS_NODE_OPTIONS =
  /^(\s*--(max[-_]old[-_]space[-_]size|enable-source-maps|no-warnings|no-deprecation|trace-warnings|trace-deprecation|experimental-[\w-]+|unhandled-rejections|stack-trace-limit)(=[\w.-]+)?)*\s*$/;

export function environment(
  assigned: ReadonlyMap<string, string>,
  { at, script }: { at: { seen: Seen }; script(text: string): void },
): void {
  for (const [name, value] of assigned) {
    if (value === "") continue;
    if (name === "NODE_OPTIONS" && HARMLESS_NODE_OPTIONS.test(value)) continue;
    if (LOADERS.test(name)) markCode(at.seen, `sets ${name}, by which programs load other code`);
    else if (COMMANDS.has(name)) {
      if (/^(cat|less|more|true|vi|vim|nano|code( --wait)?|:)$/.test(value)) continue;
      markCode(at.seen, `sets ${name}, which other programs run`);
      script(value);
    } else if (name === "PATH" && !/^(\?|\$PATH|[^:]*\0)(:|$)/.test(value)) {
      mark(
        at.seen,
        isMarked(value.split(":", 1)[0] ?? "") ? [] : ["code-execution", "write"],
        "changes where programs are looked for",
      );
    } else if (/^(https?|all|ftp)_proxy$/i.test(name)) mark(at.seen, ["network"], "sends traffic through another host");
  }
}
