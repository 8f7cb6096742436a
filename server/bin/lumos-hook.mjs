#!/usr/bin/env node
// `lumos hook`: passes one event of a client's hook to Lumos and says its answer in the client's way. It runs for
// every tool an agent uses, so it is one file, loads nothing that it does not need, and speaks HTTP by itself.
import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  readSync,
  renameSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";

/** Events that are asked about, in the words of every client: these are refused where Lumos must be asked and cannot. */
export const GATES = new Set([
  "PreToolUse",
  "PermissionRequest",
  "UserPromptSubmit",
  "UserPromptExpansion",
  "PreModelSwitch",
  "BeforeTool",
  "BeforeAgent",
  "BeforeModel",
  "preToolUse",
  "permissionRequest",
  "userPromptSubmitted",
  "beforeSubmitPrompt",
  "beforeShellExecution",
  "beforeMCPExecution",
  "beforeReadFile",
  "beforeTabFileRead",
  "pre_user_prompt",
  "pre_read_code",
  "pre_write_code",
  "pre_run_command",
  "pre_mcp_tool_use",
]);
/** A gate refuses with this code and a text on stderr, in every client. */
const REFUSED = 2;
const TIMEOUT_MS = 10_000;
const MAX_PAYLOAD = 16 * 1024 * 1024;
const MAX_ANSWER = 10 * 1024 * 1024;
const MAX_SPOOL = 4 * 1024 * 1024;
const REPLAYED = 200;

/** @returns {Promise<number>} the exit code */
export async function hook(argv, env) {
  const flags = flagsIn(argv);
  const settings = settingsIn(flags, env);
  if (flags.replay) return replay(settings);
  const payload = readInput();
  // Read only where it is needed: most events are passed on without a look.
  const event = () => flags.event ?? eventIn(payload);
  let answer;
  try {
    if (payload.length > MAX_PAYLOAD) return refuse(event(), "The event is too large to be looked at.");
    answer = await ask(
      settings,
      `/hooks/${settings.client}${flags.event ? `?event=${encodeURIComponent(flags.event)}` : ""}`,
      payload,
    );
  } catch {
    answer = undefined;
  }
  if (answer === undefined || answer.status >= 500) return alone(settings, event(), payload);
  reached(settings, answer.headers.get("x-lumos-offline"));
  if (answer.status !== 200) return refuse(event(), said(answer.body) ?? `Lumos answered ${answer.status}.`);
  const spooled = hasSpool(settings);
  if (answer.headers.get("x-lumos-answer") === "exit") {
    const { exitCode = 0, stderr = "" } = JSON.parse(answer.body);
    if (stderr !== "") print(2, `${stderr}\n`);
    if (spooled) await replayBehind(settings, argv, env);
    return exitCode;
  }
  print(1, answer.body);
  if (spooled) await replayBehind(settings, argv, env);
  return 0;
}

/** As the payload itself names it: what a tool is called with may hold a member of that name too. */
function eventIn(payload) {
  const body = parsed(payload.toString("utf8"));
  const event = body.hook_event_name ?? body.agent_action_name ?? body.hook;
  return typeof event === "string" ? event : "";
}

function flagsIn(argv) {
  const flags = {};
  for (let at = 0; at < argv.length; at++) {
    const [, name, value] = /^--(client|config|event|replay)(?:=(.*))?$/s.exec(argv[at]) ?? [];
    if (name === "replay") flags.replay = true;
    else if (name !== undefined) flags[name] = value ?? argv[++at];
  }
  return flags;
}

/** What `lumos connect` wrote, what the organization said last, and the environment where nothing was written. */
function settingsIn({ client, config }, env) {
  const file = config === undefined ? undefined : jsonIn(config);
  const home = env.HOME || env.USERPROFILE || "";
  const own = `${env.XDG_CONFIG_HOME || `${home}/.config`}/lumos/hooks`;
  const name = client ?? file?.client ?? "";
  const keyFile = file?.keyFile?.replace(/^~(?=\/)/, home);
  const state = `${own}/${name}.state.json`;
  const kept = jsonIn(state) ?? {};
  return {
    client: name,
    url: (file?.url ?? env.LUMOS_URL ?? "").replace(/\/+$/, ""),
    key: () => env.LUMOS_TOKEN || file?.key || (keyFile && textIn(keyFile)?.trim()) || "",
    timeoutMs: file?.timeoutMs ?? TIMEOUT_MS,
    offline: kept.offline ?? file?.offline ?? "closed-after-first",
    reached: kept.reached === true,
    state,
    own,
    spool: `${own}/${name}.missed.jsonl`,
  };
}

function textIn(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function jsonIn(file) {
  const text = textIn(file);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readInput() {
  const chunks = [];
  let size = 0;
  const chunk = Buffer.allocUnsafe(65_536);
  for (;;) {
    let read;
    try {
      read = readSync(0, chunk, 0, chunk.length, null);
    } catch (error) {
      if (error.code === "EOF") break;
      if (error.code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
      continue;
    }
    if (read === 0) break;
    size += read;
    if (size > MAX_PAYLOAD + 1) continue;
    chunks.push(Buffer.from(chunk.subarray(0, read)));
  }
  return Buffer.concat(chunks);
}

function print(fd, text) {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(fd, bytes, at);
    } catch (error) {
      if (error.code !== "EAGAIN") return;
    }
  }
}

/** One request, one answer, over a connection of its own. */
async function ask({ url, key, timeoutMs }, path, body) {
  const { protocol, hostname, port, pathname } = new URL(url);
  const secure = protocol === "https:";
  // Guarantee: a key and an event go over TLS, or stay on this machine, unless the address that was written says otherwise.
  const { connect } = secure ? await import("node:tls") : await import("node:net");
  const host = hostname.replace(/^\[|\]$/g, "");
  const token = key();
  if (/[^\x21-\x7e]/.test(token)) throw new Error("the key is none");
  return new Promise((resolve, reject) => {
    const socket = connect({
      host,
      port: Number(port) || (secure ? 443 : 80),
      ...(secure ? { servername: host } : {}),
    });
    const timer = setTimeout(() => socket.destroy(new Error("no answer in time")), timeoutMs);
    const chunks = [];
    let size = 0;
    const done = () => {
      clearTimeout(timer);
      const answer = parse(Buffer.concat(chunks));
      if (answer) resolve(answer);
      else reject(new Error("no whole answer"));
      socket.destroy();
    };
    socket.setNoDelay(true);
    socket.on(secure ? "secureConnect" : "connect", () => {
      const head = [
        `POST ${pathname.replace(/\/$/, "")}${path} HTTP/1.1`,
        `host: ${hostname}${port === "" ? "" : `:${port}`}`,
        "content-type: application/json",
        "user-agent: lumos-hook",
        "connection: close",
        `content-length: ${body.length}`,
        ...(token === "" ? [] : [`authorization: Bearer ${token}`]),
      ];
      socket.write(Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`, "latin1"), body]));
    });
    socket.on("data", (chunk) => {
      size += chunk.length;
      if (size > MAX_ANSWER) return socket.destroy(new Error("too long an answer"));
      chunks.push(chunk);
      if (parse(Buffer.concat(chunks), "whole")) done();
    });
    socket.on("end", done);
    socket.on("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
  });
}

/** An answer of HTTP/1.1 with a length, or in chunks from a proxy; undefined while it is not whole. */
function parse(bytes) {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const [first, ...lines] = bytes.toString("latin1", 0, end).split("\r\n");
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(first)?.[1]);
  if (!status) return undefined;
  const headers = new Map(
    lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]),
  );
  const rest = bytes.subarray(end + 4);
  if (headers.get("transfer-encoding")?.toLowerCase() === "chunked") {
    const body = unchunked(rest);
    return body === undefined ? undefined : { status, headers, body };
  }
  const length = Number(headers.get("content-length") ?? 0);
  return rest.length < length ? undefined : { status, headers, body: rest.toString("utf8", 0, length) };
}

function unchunked(bytes) {
  const pieces = [];
  for (let at = 0; ;) {
    const line = bytes.indexOf("\r\n", at);
    if (line < 0) return undefined;
    const size = parseInt(bytes.toString("latin1", at, line), 16);
    if (!Number.isInteger(size)) return undefined;
    if (size === 0) return Buffer.concat(pieces).toString("utf8");
    if (bytes.length < line + 2 + size + 2) return undefined;
    pieces.push(bytes.subarray(line + 2, line + 2 + size));
    at = line + 2 + size + 2;
  }
}

function said(body) {
  try {
    const { message } = JSON.parse(body).error;
    return typeof message === "string" ? `Lumos: ${message}` : undefined;
  } catch {
    return undefined;
  }
}

/** What Lumos does not allow, or what cannot be asked about where it must be. */
// Guarantee: an answer that is no answer refuses whatever is asked about; what is only told goes on.
function refuse(event, why) {
  if (event !== "" && !GATES.has(event)) return 0;
  print(2, `${why}\n`);
  return REFUSED;
}

/** Nobody answers: the organization has said what then, and what happens is kept to be told later. */
async function alone(settings, event, payload) {
  const { offline, reached: before } = settings;
  const closed = offline === "closed" || (offline === "closed-after-first" && before);
  await keep(settings, event, payload, closed);
  if (closed) return refuse(event, "Lumos cannot be reached, and without it this is not allowed.");
  if (settings.client !== "windsurf") print(1, "{}");
  return 0;
}

// Guarantee: no word of an event is kept on the disk: names and digests tell that it happened.
async function keep({ own, spool, client }, event, payload, closed) {
  try {
    if ((statSync(spool, { throwIfNoEntry: false })?.size ?? 0) > MAX_SPOOL) return;
    const { createHash, randomUUID } = await import("node:crypto");
    const hash = (text) => createHash("sha256").update(text).digest("hex");
    const body = parsed(payload.toString("utf8"));
    const name = (value) => (typeof value === "string" && /^[\w.:/@ -]{1,128}$/.test(value) ? value : "");
    const tool = name(body.tool_name ?? body.toolName ?? body.tool_info?.mcp_tool_name);
    const useId = name(body.tool_use_id ?? body.tool_call_id);
    const session = name(body.session_id ?? body.sessionId ?? body.conversation_id ?? body.trajectory_id);
    const input = hash(JSON.stringify(body.tool_input ?? body.toolArgs ?? body.tool_info ?? null));
    // A use without an id of its own happens as often as it is asked.
    const key = hash(JSON.stringify([client, event, session, useId === "" ? randomUUID() : useId, input]));
    const line = { key, at: Date.now(), event, session, tool, useId, input, outcome: closed ? "closed" : "passed" };
    mkdirSync(own, { recursive: true, mode: 0o700 });
    appendFileSync(spool, `${JSON.stringify(line)}\n`, { mode: 0o600 });
  } catch {
    // What cannot be kept is lost; the answer does not depend on it.
  }
}

function parsed(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}

/** Remembers what the organization wants while Lumos is away, and that it was there. */
function reached({ own, state, offline, reached: before }, wanted) {
  const next = wanted === "open" || wanted === "closed" || wanted === "closed-after-first" ? wanted : offline;
  if (before && next === offline) return;
  try {
    mkdirSync(own, { recursive: true, mode: 0o700 });
    const beside = `${state}.${process.pid}`;
    writeFileSync(beside, JSON.stringify({ offline: next, reached: true }), { mode: 0o600 });
    renameSync(beside, state);
  } catch {
    // It is asked again next time.
  }
}

function hasSpool({ spool }) {
  return (statSync(spool, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

/** Tells what was kept, in a process of its own: the client does not wait for it. */
async function replayBehind(_settings, argv, env) {
  const { spawn } = await import("node:child_process");
  const script = process.argv[1] ?? "";
  const args = script.endsWith("lumos-hook.mjs") ? [script] : [script, "hook"];
  const own = argv.filter((word) => /^--(?:client|config)=/.test(word));
  spawn(process.execPath, [...args, ...own, "--replay"], { detached: true, stdio: "ignore", env }).unref();
}

async function replay(settings) {
  const taken = `${settings.spool}.${process.pid}`;
  try {
    // Whoever takes the file tells it; what comes meanwhile goes into another one.
    renameSync(settings.spool, taken);
  } catch {
    return 0;
  }
  const events = (textIn(taken) ?? "").split("\n").flatMap((line) => {
    const event = parsed(line);
    return event.key === undefined ? [] : [event];
  });
  let told = 0;
  try {
    for (; told < events.length; told += REPLAYED) {
      const body = Buffer.from(JSON.stringify({ events: events.slice(told, told + REPLAYED) }));
      const answer = await ask(settings, `/hooks/${settings.client}/missed`, body);
      if (answer.status !== 200) break;
    }
  } catch {
    // The rest is told another time.
  }
  const left = events.slice(told);
  if (left.length > 0)
    appendFileSync(settings.spool, left.map((event) => `${JSON.stringify(event)}\n`).join(""), { mode: 0o600 });
  const { rmSync } = await import("node:fs");
  rmSync(taken, { force: true });
  return 0;
}

if (import.meta.main) process.exitCode = await hook(process.argv.slice(2), process.env);
