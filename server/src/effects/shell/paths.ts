import { isMarked, LOCAL, SECRET } from "./marks.ts";
import { addHost, addPath, mark, markUnbounded, type Seen } from "./seen.ts";

/* What it means to touch a path. */

export type Touch = "read" | "write" | "delete" | "run";

/** One kind of path: a pattern over the path as `plain` writes it, and samples that a glob may be meant for. */
const SECRET_PATHS =
  /(^|\/)\.ssh(\/(?!known_hosts|config$|.*\.pub$)|$)|(^|\/)id_(rsa|dsa|ecdsa|ed25519)[^/]*(?<!\.pub)$|(^|\/)\.env(rc)?(\.(?!example|sample|template|dist|defaults)[\w.-]+)?$|\.(pem|p12|pfx|jks|keystore|kdbx|ppk)$|(^|\/)[^/]*private[^/]*\.key$|(^|\/)(server|tls|ssl|client|ca)\.key$|(^|\/)\.aws(\/(credentials|sso|cli)|$)|(^|\/)\.azure(\/|$)|(^|\/)\.config\/gcloud(\/|$)|application_default_credentials|(^|\/)\.kube(\/config|$)|(^|\/)\.docker\/config\.json$|(^|\/)\.(netrc|pgpass|my\.cnf|npmrc|pypirc|git-credentials|boto|s3cfg|vault-token|terraformrc|htpasswd)$|(^|\/)\.config\/(gh|op|hub|rclone|doctl|github-copilot)(\/|$)|(^|\/)\.gnupg(\/|$)|(^|\/)\.password-store(\/|$)|(^|\/)\.cargo\/credentials|(^|\/)\.gem\/credentials|(^|\/)\.(claude|codex|gemini)\/(\.?credentials|auth|oauth)[^/]*|^\/etc\/(shadow|gshadow|sudoers|ssl\/private|ssh\/ssh_host|krb5\.keytab)|^\/proc\/(self|\d+|\*|\$\$|\?)\/(environ|mem|maps)|(^|\/)\.?[\w]*_history$|(^|\/)\.(bash|zsh|fish|psql|mysql|node_repl|python)_?history$|(Login Data|Cookies|cookies\.sqlite|logins\.json|key[34]\.db|Web Data)$|\.(mozilla|thunderbird)(\/|$)|google-chrome(\/|$)|Keychains?(\/|$)|(^|\/)keyrings(\/|$)|^\/(var\/)?run\/secrets(\/|$)|(^|\/)secrets?(\.(ya?ml|json|toml|env|txt|enc))$|(^|\/)credentials(\.(json|ya?ml|csv|txt|ini))?$|(^|\/)service[-_]account[^/]*\.json$|(^|\/)wallet\.dat$|terraform\.tfstate|\.tfvars$/i;

const SECRET_SAMPLES = [
  "~/.ssh/id_rsa",
  "~/.ssh/id_ed25519",
  "/etc/shadow",
  "~/.aws/credentials",
  "~/.netrc",
  ".env",
  "~/.kube/config",
  "~/.bash_history",
  "~/.gnupg/secring.gpg",
  "~/.git-credentials",
  "~/.npmrc",
  "~/.ssh",
  "~/.aws",
  "~/.pgpass",
  "/root/.ssh/id_rsa",
  "/proc/self/environ",
];

const STARTUP_PATHS =
  /(^|\/)\.(bashrc|bash_profile|bash_login|bash_logout|bash_aliases|profile|zshrc|zshenv|zprofile|zlogin|kshrc|cshrc|tcshrc|inputrc|vimrc|exrc|gvimrc|emacs|tmux\.conf|screenrc|gitconfig|npmrc|yarnrc|yarnrc\.yml|pypirc|xinitrc|xprofile|xsession|pam_environment|ssh\/(authorized_keys2?|config|rc|environment))$|(^|\/)\.config\/(autostart|systemd|fish|git\/config|environment\.d|nvim|pip)(\/|$)|(^|\/)\.git\/(hooks(\/|$)|config$|info\/attributes$)|(^|\/)\.husky(\/|$)|^\/etc\/(cron|profile|bash\.bashrc|zsh|environment|ld\.so|rc\.local|init|systemd|sudoers|pam\.d|crontab|xdg\/autostart|udev)|^\/var\/spool\/(cron|at)|(^|\/)Launch(Agents|Daemons)(\/|$)|(^|\/)(\.claude|\.cursor|\.codex|\.gemini|\.vscode|\.windsurf)\/(settings|hooks|mcp|tasks|config|launch)|(^|\/)\.mcp\.json$|sitecustomize\.py$|\.pth$|\\(Startup|Start Menu)\\/i;

/** Where the machine's own programs and settings are. */
const SYSTEM_PATHS =
  /^\/(etc|usr(?!\/local|\/src)|bin|sbin|lib|lib32|lib64|libx32|boot|sys|proc(?!\/self\/fd)|System|Library|efi|run(?!\/user)|var\/(lib|log|spool|cache|run|backups)|private\/(etc|var))(\/|$)|^[a-z]:[\\/](windows|program files|programdata)/i;

const DEVICE_PATHS =
  /^\/dev\/(sd|hd|vd|xvd|nvme|mmcblk|disk|rdisk|loop|md|dm-|mapper|mem|kmem|port|sr|zd|nbd|block)|^\\\\\.\\(physicaldrive|[a-z]:)|^\/dev\/[?*]/i;
const HARMLESS_DEVICES =
  /^\/dev\/(null|zero|full|random|urandom|stdin|stdout|stderr|tty\w*|pts(\/|$)|fd(\/|$)|shm(\/|$))|^nul$/i;

/** A path that stands for a whole machine, home or working folder. */
const WHOLE =
  /^(\/|~|~[\w-]+|\.|\.\.|(\.\.\/)+\.\.|\/(etc|usr|bin|sbin|lib|lib64|boot|opt|var|home|root|Users|srv|dev|sys|proc|mnt|media|System|Library|Applications|usr\/(bin|lib|sbin|local|share)|var\/(lib|log)|home\/[^/]+|Users\/[^/]+)|[a-z]:)$/i;

const HOME = /^(\/home\/[^/*?[]+|\/Users\/[^/*?[]+|\/root)(?=\/|$)/;

export function touch(seen: Seen, path: string, how: Touch, way?: "recursive"): void {
  const plain = plainPath(path);
  if (plain === "" || HARMLESS_DEVICES.test(plain)) return mark(seen, ["read"]);
  const socket = /^\/dev\/(tcp|udp)\/([^/]+)/.exec(plain);
  if (socket !== null) {
    addHost(seen, socket[2] ?? "");
    return mark(seen, ["network", "egress"], "opens a connection through /dev/tcp");
  }
  addPath(seen, plain);
  if (/[*?[]/.test(plain) || way === "recursive") seen.uncounted = true;
  if (how === "read" || how === "run") {
    mark(seen, ["read"]);
    const everything = way === "recursive" && /^(\/|~|\/home|\/etc|\/root|\/Users)(\/\*)?$/.test(plain);
    if (everything || isSecretPath(plain) || DEVICE_PATHS.test(plain))
      mark(seen, ["secret-access"], "reads where secrets are kept");
    return;
  }
  mark(seen, [how === "delete" ? "destructive" : "write"]);
  if (DEVICE_PATHS.test(plain)) return markUnbounded(seen, "writes to a device");
  if (plain.startsWith("/proc/sysrq-trigger")) return markUnbounded(seen, "orders the kernel to stop or restart");
  if (how === "delete" && isWhole(plain)) {
    if (way === "recursive" || /[*?[]/.test(plain))
      markUnbounded(seen, "deletes everything in a whole folder, home or machine");
  } else if (how === "delete" && way === "recursive" && isMarked(path)) {
    markUnbounded(seen, "deletes folders whose names are not known");
  }
  if (SYSTEM_PATHS.test(plain)) mark(seen, ["destructive"], "changes the machine's own files");
  if (how === "write" && STARTUP_PATHS.test(plain)) {
    mark(seen, ["code-execution"], "changes what is run later by itself");
  }
}

export function isSecretPath(path: string): boolean {
  if (SECRET_PATHS.test(path)) return true;
  if (!/[*?[]/.test(path)) return false;
  const pattern = globPattern(path);
  return pattern !== undefined && SECRET_SAMPLES.some((one) => pattern.test(one));
}

/** What reading it gives to whoever goes on with it. */
export function contentMark(path: string): string {
  return isSecretPath(plainPath(path)) ? SECRET : LOCAL;
}

export function isSystemPath(path: string): boolean {
  const plain = plainPath(path);
  return SYSTEM_PATHS.test(plain) || DEVICE_PATHS.test(plain);
}

export function isWhole(plain: string): boolean {
  const bare = plain.replace(/(\/(\*+|\.\*|\.\[[^\]]*\]\*|\{[^}]*\}|\.))+$/, "");
  if (/^(\*+|\.\*|\.\[[^\]]*\]\*|\*\.\*)$/.test(plain)) return true;
  return WHOLE.test(bare === "" ? "/" : bare);
}

/** One way to write each path: no doubled slashes, no `.` and `..` inside, the home as `~`. */
export function plainPath(path: string): string {
  let text = path.replace(/^file:\/\//i, "");
  if (/^[a-z]:[\\/]?/i.test(text) || text.includes("\\")) text = text.replace(/\\+/g, "/");
  const rooted = text.startsWith("/");
  const parts: string[] = [];
  for (const part of text.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== ".." && !isMarked(parts.at(-1) ?? "")) parts.pop();
    else if (part === ".." && rooted && parts.length === 0) continue;
    else parts.push(part);
  }
  const joined = (rooted ? "/" : "") + parts.join("/");
  if (joined === "") return text === "" ? "" : ".";
  return joined.replace(HOME, "~");
}

/** A glob as a pattern; nothing where it is too big to be worth it. */
export function globPattern(glob: string): RegExp | undefined {
  if (glob.length > 200 || (glob.match(/[*?[]/g) ?? []).length > 12) return undefined;
  let text = "";
  for (let at = 0; at < glob.length; at += 1) {
    const char = glob[at] ?? "";
    const first = at === 0 || glob[at - 1] === "/";
    // A pattern says nothing of hidden names unless it begins with their dot.
    if (char === "*") {
      if (glob[at - 1] !== "*") text += first ? "(?!\\.)[^/]*" : "[^/]*";
    } else if (char === "?") text += first ? "[^/.]" : "[^/]";
    else if (char === "[" && glob.indexOf("]", at + 2) > 0) {
      const end = glob.indexOf("]", at + 2);
      const inside = glob
        .slice(at + 1, end)
        .replace(/^[!^]/, "^")
        .replace(/\[:\w+:\]?/g, "a-z0-9");
      text += `[${inside.replace(/[\\\]]/g, "\\$&")}]`;
      at = end;
    } else text += char.replace(/[.+^${}()|\\[\]/]/g, "\\$&");
  }
  try {
    return new RegExp(`^${text}$`);
  } catch {
    return undefined;
  }
}
