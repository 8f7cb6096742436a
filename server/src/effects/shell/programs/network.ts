import { carriesData, isLoopback, looksLikeUrl, reach, remotePath } from "../hosts.ts";
import { isMarked, LOCAL, REMOTE, SECRET } from "../marks.ts";
import { options } from "../options.ts";
import { contentMark, isSecretPath, plainPath, touch } from "../paths.ts";
import { addHost, mark, markCode } from "../seen.ts";
import type { Program, Use } from "../use.ts";
import { each } from "./verbs.ts";

/* Programs that speak to other machines. */

const CURL_TAKES =
  "-o --output -d --data --data-raw --data-binary --data-urlencode --data-ascii --json -F --form --form-string -T --upload-file -X --request -H --header -u --user -A --user-agent -e --referer -b --cookie -c --cookie-jar -x --proxy -m --max-time --connect-timeout --retry --retry-delay -w --write-out -K --config --cacert -E --cert --key --resolve --connect-to --url --url-query -D --dump-header --interface --limit-rate -r --range -C --continue-at -z --max-redirs --output-dir --unix-socket --oauth2-bearer --aws-sigv4 --proto --ciphers -U --proxy-user -Q --quote -t --netrc-file --trace --trace-ascii --stderr --create-file-mode";

const curl: Program = (use) => {
  const { args, seen, stdin } = use;
  const { has, rest, value, values } = options(args, CURL_TAKES);
  mark(seen, ["network", "read"]);
  const urls = [...rest, ...values("--url")];
  let local = urls.length > 0;
  for (const url of urls) {
    if (/^file:/i.test(url)) {
      touch(seen, url, "read");
      continue;
    }
    const host = reach(seen, url);
    if (!isLoopback(host)) local = false;
    if (carriesData(url)) mark(seen, isLoopback(host) ? ["write"] : ["egress"], "puts data into an address");
    if (url.includes(SECRET)) mark(seen, ["secret-access", "egress"], "puts secrets into an address");
  }
  const sent = values(
    "-d",
    "--data",
    "--data-raw",
    "--data-binary",
    "--data-urlencode",
    "--data-ascii",
    "--json",
    "-F",
    "--form",
    "--form-string",
    "-T",
    "--upload-file",
    "--url-query",
  );
  for (const one of sent) {
    const path = /^(?:[^=@<]*=?)[@<](.+)$/s.exec(one)?.[1];
    if (path !== undefined && path !== "-" && !has("--data-raw", "--form-string"))
      touch(seen, path.split(";", 1)[0] ?? "", "read");
  }
  for (const path of values("-T", "--upload-file")) if (path !== "-" && path !== ".") touch(seen, path, "read");
  const method = (value("-X", "--request") ?? "").toUpperCase();
  const headers = [
    ...values("-H", "--header"),
    ...values("-A", "--user-agent"),
    ...values("-b", "--cookie"),
    ...values("-e", "--referer"),
    ...values("-u", "--user"),
    ...values("--oauth2-bearer"),
  ];
  if (headers.some((one) => one.includes(SECRET))) mark(seen, ["secret-access"], "sends a secret along");
  if (headers.some((one) => one.includes(LOCAL)) || headers.some((one) => one.length > 400))
    mark(seen, local ? ["write"] : ["egress"], "puts data into headers");
  if (method === "DELETE") mark(seen, ["destructive"], "deletes something on another machine");
  if (
    has("-G", "--get")
      ? sent.some((one) => carriesData(`x/?${one}`) || /[@<]/.test(one))
      : sent.length > 0 || /^(POST|PUT|PATCH)$/.test(method)
  ) {
    mark(seen, local ? ["write"] : ["write", "egress"], "sends data to another machine");
  }
  if (has("-x", "--proxy", "--preproxy", "--socks5")) addHost(seen, value("-x", "--proxy") ?? "");
  for (const path of values(
    "-o",
    "--output",
    "-c",
    "--cookie-jar",
    "-D",
    "--dump-header",
    "--trace",
    "--trace-ascii",
  )) {
    touch(seen, path, "write");
    use.at.scope.files.set(plainPath(path), REMOTE);
  }
  if (has("-O", "--remote-name", "-J", "--remote-name-all")) {
    mark(seen, ["write"]);
    for (const url of urls) use.at.scope.files.set(plainPath(url.slice(url.lastIndexOf("/") + 1)), REMOTE);
  }
  const config = value("-K", "--config");
  if (config !== undefined) {
    if (config !== "-") touch(seen, config, "read");
    mark(seen, ["egress", "write"], "curl with settings that are not part of the command");
  }
  for (const path of [value("--netrc-file"), value("--key"), value("-E", "--cert")])
    if (path !== undefined) touch(seen, path, "read");
  if (stdin !== "" && sent.some((one) => /@-|^-$|@\/dev\/stdin|^\.$/.test(one)))
    mark(seen, local ? ["write"] : ["egress"], "sends what another command prints");
  return REMOTE;
};

const wget: Program = (use) => {
  const { seen, args } = use;
  const { has, rest, value, values } = options(
    args,
    "-O --output-document -P --directory-prefix -o --output-file -a --append-output --post-data --post-file --body-data --body-file --method --header -U --user-agent --user --password -i --input-file -T -t -Q -e --execute --use-askpass --load-cookies --save-cookies -l -A -R -D",
  );
  mark(seen, ["network", "read"]);
  for (const url of rest) {
    const host = reach(seen, url);
    if (carriesData(url)) mark(seen, isLoopback(host) ? ["write"] : ["egress"], "puts data into an address");
    if (url.includes(SECRET)) mark(seen, ["secret-access", "egress"]);
  }
  if (
    has("--post-data", "--post-file", "--body-data", "--body-file") ||
    /^(POST|PUT|PATCH|DELETE)$/i.test(value("--method") ?? "")
  )
    mark(seen, ["write", "egress"], "sends data to another machine");
  if (/^DELETE$/i.test(value("--method") ?? "")) mark(seen, ["destructive"]);
  for (const path of values("--post-file", "--body-file", "-i", "--input-file")) touch(seen, path, "read");
  if (values("--header").some((one) => isMarked(one))) mark(seen, ["egress"], "puts data into headers");
  if (has("-e", "--execute", "--use-askpass")) markCode(seen, "wget with orders of its own");
  const out = value("-O", "--output-document");
  if (out === "-" || out === "/dev/stdout" || has("--spider")) return REMOTE;
  if (out !== undefined) touch(seen, out, "write");
  else mark(seen, ["write"]);
  for (const url of rest) use.at.scope.files.set(plainPath(out ?? url.slice(url.lastIndexOf("/") + 1)), REMOTE);
  return "";
};

/** scp, rsync and sftp: which side is another machine decides what it is. */
const transfer: Program = (use) => {
  const { args, seen, run, script } = use;
  const { has, rest, values } = options(
    args,
    "-P -i -o -F -l -c -S -J -e --rsh --exclude --include --exclude-from --files-from --filter -f --rsync-path --password-file --partial-dir --backup-dir --log-file -b --port --bwlimit --chmod -B -R --out-format -M",
  );
  mark(seen, ["network"]);
  for (const code of values("-e", "--rsh", "--rsync-path", "-S")) {
    if (
      /^(ssh|rsh|sudo rsync|rsync)(\s+-[pilF]\s*\S+|\s+-[qCx46]|\s+-o\s*(StrictHostKeyChecking|UserKnownHostsFile|BatchMode|ConnectTimeout)\S*)*$/.test(
        code,
      )
    )
      continue;
    markCode(seen, `${use.name} runs a command`);
    script(code);
  }
  for (const one of values("-o")) if (/proxycommand|localcommand/i.test(one)) run(["ssh", "-o", one, "host"]);
  if (use.name === "sftp") {
    for (const host of rest) reach(seen, remotePath(host)?.host ?? host);
    mark(seen, ["write", "egress"], "exchanges files with another machine");
    return "";
  }
  const to = rest.at(-1) ?? "";
  const target = remotePath(to);
  for (const from of rest.slice(0, -1)) {
    const source = remotePath(from);
    if (source === undefined) touch(seen, from, "read", "recursive");
    else addHost(seen, source.host);
  }
  if (target !== undefined) {
    addHost(seen, target.host);
    mark(seen, ["write", "egress"], "copies files to another machine");
  } else touch(seen, to, "write");
  const remote = target !== undefined || rest.slice(0, -1).some((one) => remotePath(one) !== undefined);
  if (!remote) seen.classes.delete("network");
  if (
    has(
      "--delete",
      "--delete-after",
      "--delete-before",
      "--delete-during",
      "--delete-excluded",
      "--del",
      "--remove-source-files",
    )
  ) {
    mark(seen, ["destructive"], "deletes what the other side does not have");
    if (target === undefined && /^(\/|~\/?|\.)$/.test(to)) touch(seen, to, "delete", "recursive");
  }
  return "";
};

/** Raw connections: what is given to them goes out, what they are told to run is run. */
const netcat: Program = (use) => {
  const { args, seen, stdin, script } = use;
  const { has, rest, value } = options(args, "-e -c -p -s -w -q -x -X --exec --sh-exec -i -g -T --proxy");
  mark(seen, ["network"]);
  for (const word of rest) if (/[a-z]|\.|\d{4}:/i.test(word) && !/^\d+(-\d+)?$/.test(word)) addHost(seen, word);
  const code = value("-e", "--exec", "-c", "--sh-exec");
  if (code !== undefined) {
    mark(seen, ["write", "code-execution", "egress"], "gives another machine a shell");
    script(code);
  }
  if (has("-z") && code === undefined) mark(seen, ["read"]);
  else mark(seen, ["egress"], stdin === "" ? "opens a raw connection" : "sends data over a raw connection");
  return REMOTE;
};

const socat: Program = (use) => {
  mark(use.seen, ["network", "egress"], "opens a raw connection");
  for (const word of use.args) {
    const runs = /^(?:EXEC|SYSTEM|SHELL):(.*)$/is.exec(word)?.[1];
    if (runs !== undefined) {
      markCode(use.seen, "gives another machine a shell");
      use.script(runs.replace(/^"|"?(,\w+.*)?$/g, ""));
    }
    const host = /^(?:TCP\d?|UDP\d?|OPENSSL|SSL)(?:-CONNECT)?:([^:,]+)/i.exec(word)?.[1];
    if (host !== undefined) addHost(use.seen, host);
  }
  return REMOTE;
};

/** Names that are asked for tell whoever answers for them. */
const lookup: Program = ({ args, seen }) => {
  mark(seen, ["network", "read"]);
  for (const word of args) {
    if (/^[-+@]/.test(word) && !word.startsWith("@")) continue;
    if (/\./.test(word) || isMarked(word)) {
      addHost(seen, word.replace(/^@/, ""));
      if (carriesData(word) || isMarked(word)) mark(seen, ["egress"], "puts data into a name it looks up");
      if (word.includes(SECRET)) mark(seen, ["secret-access"]);
    }
  }
  return REMOTE;
};

const mail: Program = (use) => {
  mark(use.seen, ["network", "egress", "write"], "sends mail");
  for (const [at, arg] of use.args.entries()) {
    if (/^(-a|-A|--attach)$/.test(arg)) touch(use.seen, use.args[at + 1] ?? "", "read");
    if (/@[\w.-]+$/.test(arg)) addHost(use.seen, arg.slice(arg.indexOf("@") + 1));
  }
  return "";
};

/** Anything else that reaches out: the addresses it names, and data out where `sends`. */
function talks(sends: "sends" | "asks", note: string): Program {
  return (use: Use) => {
    mark(use.seen, sends === "sends" ? ["network", "write", "egress"] : ["network", "read"], note);
    for (const arg of use.args) {
      if (looksLikeUrl(arg)) {
        const host = reach(use.seen, arg);
        if (carriesData(arg) && !isLoopback(host)) mark(use.seen, ["egress"]);
      } else if (/^[\w-]+(\.[\w-]+)+$/.test(arg)) addHost(use.seen, arg);
      else if (isSecretPath(plainPath(arg.replace(/^.*@/, "")))) mark(use.seen, ["secret-access"]);
      else if (contentMark(arg) === SECRET) mark(use.seen, ["secret-access"]);
    }
    return REMOTE;
  };
}

export const NETWORK: Readonly<Record<string, Program>> = {
  curl,
  wget,
  wget2: wget,
  ...each("scp rsync sftp", transfer),
  ...each("nc ncat netcat nc.openbsd nc.traditional", netcat),
  socat,
  ...each(
    "dig host nslookup drill resolvectl kdig delv ping ping6 traceroute tracepath mtr whois fping arping",
    lookup,
  ),
  ...each("mail mailx sendmail mutt msmtp swaks s-nail", mail),
  ...each("http https xh httpie", (use: Use) => {
    const sends =
      use.args.some((arg) => /^(POST|PUT|PATCH|DELETE)$/i.test(arg) || /^[\w.-]+(:?=@?|@)/.test(arg)) ||
      use.stdin !== "";
    if (use.args.some((arg) => /^DELETE$/i.test(arg))) mark(use.seen, ["destructive"]);
    for (const arg of use.args) {
      const file = /^[\w.-]+:?=?@(.+)$/.exec(arg)?.[1];
      if (file !== undefined) touch(use.seen, file, "read");
      else if (/^(localhost|:\d|[\w-]+\.[\w.-]+)/.test(arg)) reach(use.seen, arg);
    }
    return talks(sends ? "sends" : "asks", "speaks to another machine")(use);
  }),
  ...each(
    "aria2c axel lynx w3m links elinks youtube-dl yt-dlp gallery-dl",
    (use: Use) => (mark(use.seen, ["write"]), talks("asks", "fetches from another machine")(use)),
  ),
  ...each(
    "ftp lftp tftp telnet ncftp rclone croc wormhole magic-wormhole transfer ngrok cloudflared localtunnel lt chisel frpc bore s3cmd gsutil mc azcopy onionshare ipfs syncthing gist pastebinit termbin smbclient rsh rlogin rexec ftpput uucp tcpreplay hping3 nping grpcurl websocat wscat mosquitto_pub kcat kafkacat redis-benchmark ab wrk hey vegeta",
    talks("sends", "sends data to another machine"),
  ),
  ...each("nmap masscan zmap tcpdump tshark wireshark nikto sqlmap hydra", talks("sends", "looks into the network")),
};
