import {
  ALNUM,
  BASE64,
  BASE64URL,
  BASE64_REST,
  beginsAt,
  DASH,
  DIGIT,
  DOT,
  endsAt,
  isIn,
  LOWER_HEX,
  PERCENT,
  runEnd,
  runStart,
  STOP,
  WORD,
} from "../chars.ts";
import { entropyOf, isPlaceholder } from "./placeholder.ts";
import type { Look } from "./secrets.ts";

/** Secrets that are more than a prefix and a run of characters. */
export function makeShapes(): { rules: { word: string; look: Look }[]; reset(): void } {
  // Where the next end of a PEM block stands: looked up once however many beginnings come before it.
  let pemEnd = -1;
  const pem: Look = (text, start, end, found) => {
    const header = PEM_HEADER.exec(text.slice(end, end + 70));
    if (header === null) return 0;
    const bodyStart = end + header[0].length;
    if (pemEnd < bodyStart) {
      const at = text.indexOf("-----END ", bodyStart);
      pemEnd = at === -1 ? Infinity : at;
    }
    const stop = Math.min(pemEnd, bodyStart + MAX_PEM, text.length);
    const sampleEnd = Math.min(stop, bodyStart + 400);
    const sample = text.slice(bodyStart, sampleEnd);
    if (!/[A-Za-z0-9+/]{16}/.test(sample) || /x{16}/i.test(sample)) return sampleEnd;
    const close = stop === pemEnd ? text.slice(pemEnd + 9, pemEnd + 70).indexOf("-----") : -1;
    const blockEnd = close === -1 ? pemBodyEnd(text, bodyStart, stop) : pemEnd + 9 + close + 5;
    found.push({ kind: "secret", rule: "private-key", start, end: blockEnd, confidence: 100 });
    return blockEnd;
  };

  return {
    reset() {
      pemEnd = -1;
    },
    rules: [
      { word: "-----BEGIN ", look: pem },
      { word: "PuTTY-User-Key-File-", look: putty },
      { word: "LS0tLS1CRUdJTi", look: packedPem },
      { word: "kind: secret", look: kubernetesSecret },
      { word: "eyJ", look: jwt },
      { word: "://", look: urlPassword },
      { word: " -u ", look: commandUser },
      { word: "--user ", look: commandUser },
      { word: "sshpass -p", look: commandPassword },
      { word: "bearer ", look: bearer },
      { word: "basic ", look: basic },
      { word: "-us", look: mailchimp },
      { word: "7q~", look: azureClientSecret },
      { word: "8q~", look: azureClientSecret },
      { word: "sig=", look: azureSas },
      { word: "akia", look: awsPair },
      { word: "asia", look: awsPair },
    ],
  };
}

const MAX_PEM = 20_000;
const PEM_HEADER = /^[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-{5}/;

/** For a block without an end: as far as it looks like base64, line ends and their escapes. */
function pemBodyEnd(text: string, from: number, limit: number): number {
  let i = from;
  while (i < limit) {
    const code = text.charCodeAt(i);
    if (!isIn(BASE64, code) && code !== 10 && code !== 13 && code !== 92 && code !== 32) break;
    i++;
  }
  return i;
}

const DATA = /\n(?:string)?data:[^\S\n]*\n/i;
const ENTRY = /^[ \t]+[\w.-]{1,80}:[ \t]*(?:\|-?\s+)?["']?([A-Za-z0-9+/]{12,2000}={0,2})["']?[ \t]*(?:\r?\n|$)/;

/** A manifest of Kubernetes: the values below `data` are secrets in base64, whatever they are called. */
const kubernetesSecret: Look = (text, _start, end, found) => {
  const limit = Math.min(text.length, end + 2_500);
  const piece = text.slice(end, limit);
  const head = DATA.exec(piece);
  // An answer that streams remembers no more than this of what was settled.
  if (head === null || head.index > 180 || /\n---/.test(piece.slice(0, head.index))) return limit;
  const at = head.index + head[0].length;
  const entry = ENTRY.exec(piece.slice(at));
  if (entry === null) return limit;
  const value = entry[1] as string;
  const start = end + at + entry[0].indexOf(value);
  if (!isPlaceholder(value) && entropyOf(value) >= 2.5) {
    found.push({ kind: "secret", rule: "kubernetes-secret", start, end: start + value.length, confidence: 85 });
  }
  return limit;
};

/** A private key in base64 once more: kubeconfig, secrets of Kubernetes, variables of build servers. */
const packedPem: Look = (text, start, end, found) => {
  if (!text.startsWith("LS0tLS1CRUdJTi", start) || !beginsAt(text, start)) return 0;
  const stop = runEnd(text, end, BASE64, end + MAX_PEM);
  const head = Buffer.from(text.slice(start, Math.min(stop, start + 80)), "base64").toString("latin1");
  if (PEM_HEADER.test(head.slice(11)) && stop - end > 100) {
    found.push({ kind: "secret", rule: "private-key", start, end: stop, confidence: 100 });
  }
  return stop;
};

const putty: Look = (text, start, end, found) => {
  const at = text.slice(end, end + 4_000).indexOf("Private-Lines:");
  if (at !== -1) found.push({ kind: "secret", rule: "private-key", start, end: end + at + 14, confidence: 100 });
  return Math.min(text.length, end + 4_000);
};

/** Three parts, the first of which says that it is one. */
const jwt: Look = (text, start, end, found) => {
  if (!text.startsWith("eyJ", start) || !beginsAt(text, start)) return 0;
  const dot = runEnd(text, end, BASE64URL, end + 4_096);
  if (text.charCodeAt(dot) !== 46 || !text.startsWith("eyJ", dot + 1)) return dot;
  const second = runEnd(text, dot + 4, BASE64URL, dot + 32_768);
  if (text.charCodeAt(second) !== 46) return second;
  const stop = runEnd(text, second + 1, BASE64URL, second + 4_096);
  if (second - dot < 8 || stop - second < 12) return stop;
  const header = Buffer.from(text.slice(start, Math.min(dot, start + 400)), "base64url").toString("latin1");
  if (!header.includes('"alg"') && !header.includes('"typ"') && !header.includes('"kid"')) return stop;
  found.push({ kind: "secret", rule: "jwt", start, end: stop, confidence: 95 });
  return stop;
};

const COMMON_STAND_INS =
  /^(?:[a-z]{0,8}[-_]?(?:password|passwd|pass|pwd|secret)|user(?:name)?|admin|root|postgres|example|test|token|key|foo|bar|x+)$/i;
const IN_USERINFO = ALNUM | DASH | DOT | WORD | PERCENT;

/** `scheme://user:password@host`. */
const urlPassword: Look = (text, start, end, found) => {
  const userEnd = runEnd(text, end, IN_USERINFO, end + 128);
  if (text.charCodeAt(userEnd) !== 58) return userEnd;
  const from = userEnd + 1;
  const limit = Math.min(text.length, from + 256);
  let at = -1;
  let i = from;
  for (; i < limit; i++) {
    const code = text.charCodeAt(i);
    if (code === 64) at = i;
    else if (code <= 32 || code === 47 || code === 92 || isQuote(code)) break;
  }
  if (at - from < 4) return i;
  const password = text.slice(from, at);
  // On the web such a pair is also what a real service was left with; addresses of databases are full of them.
  const web = /(?:https?|ftps?|sftp)$/i.test(text.slice(Math.max(0, start - 6), start));
  if (COMMON_STAND_INS.test(password) && (!web || /user/i.test(text.slice(end, userEnd)) === /word/i.test(password)))
    return i;
  if (isPlaceholder(password) || /^[$<{%]|\{|^\*+$/.test(password)) return i;
  const host = text.charCodeAt(at + 1);
  if (!isIn(ALNUM, host) && host !== 91) return i;
  if ((!web && password === text.slice(end, userEnd)) || new Set(password).size < 3) return i;
  found.push({ kind: "secret", rule: "url-password", start: from, end: at, confidence: 85 });
  return i;
};

/** `curl -u user:password`. */
const commandUser: Look = (text, _start, end, found) => {
  const from = isQuote(text.charCodeAt(end)) ? end + 1 : end;
  const userEnd = runEnd(text, from, IN_USERINFO, from + 128);
  if (text.charCodeAt(userEnd) !== 58) return userEnd;
  let stop = userEnd + 1;
  while (stop < Math.min(text.length, userEnd + 200) && !isIn(STOP, text.charCodeAt(stop))) stop++;
  const password = text.slice(userEnd + 1, stop);
  if (password.length < 6 || !/\d/.test(password) || !/[A-Za-z]/.test(password) || isPlaceholder(password)) return stop;
  if (/^[$%]/.test(password)) return stop;
  found.push({ kind: "secret", rule: "command-password", start: userEnd + 1, end: stop, confidence: 80 });
  return stop;
};

/** " ' < > ` */
function isQuote(code: number): boolean {
  return code === 34 || code === 39 || code === 60 || code === 62 || code === 96;
}

/** `sshpass -p 'x'`, `sshpass -px`. */
const commandPassword: Look = (text, _start, end, found) => {
  let from = text.charCodeAt(end) === 32 ? end + 1 : end;
  if (isQuote(text.charCodeAt(from))) from += 1;
  let stop = from;
  while (stop < Math.min(text.length, from + 128) && !isIn(STOP, text.charCodeAt(stop))) stop++;
  const password = text.slice(from, stop);
  if (password.length < 5 || /^[$<%{]/.test(password) || isPlaceholder(password)) return stop;
  if (COMMON_STAND_INS.test(password)) return stop;
  found.push({ kind: "secret", rule: "command-password", start: from, end: stop, confidence: 80 });
  return stop;
};

const bearer: Look = (text, _start, end, found) => {
  const stop = runEnd(text, end, BASE64URL | BASE64_REST | DOT, end + 4_096);
  const body = text.slice(end, Math.min(stop, end + 200));
  if (body.length < 16 || isPlaceholder(body) || !/\d/.test(body) || !/[A-Za-z]/.test(body)) return stop;
  if (entropyOf(body) < 3) return stop;
  found.push({ kind: "secret", rule: "bearer-token", start: end, end: stop, confidence: 85 });
  return stop;
};

const basic: Look = (text, _start, end, found) => {
  const stop = runEnd(text, end, BASE64, end + 512);
  if (stop - end < 12 || (stop - end) % 4 === 1) return stop;
  const pair = Buffer.from(text.slice(end, stop), "base64").toString("latin1");
  if (/^[\x21-\x7e]{1,100}:[\x21-\x7e]{3,200}$/.test(pair)) {
    found.push({ kind: "secret", rule: "basic-credentials", start: end, end: stop, confidence: 90 });
  }
  return stop;
};

/** The key stands before its data centre: 32 digits and `-us12`. */
const mailchimp: Look = (text, start, end, found) => {
  const stop = runEnd(text, end, DIGIT, end + 3);
  if (stop === end || !endsAt(text, stop)) return 0;
  const from = runStart(text, start, LOWER_HEX, start - 33);
  if (start - from === 32)
    found.push({ kind: "secret", rule: "mailchimp-key", start: from, end: stop, confidence: 95 });
  return stop;
};

/** Entra client secrets: three characters, a digit and `Q~`, 31 to 34 more. */
const azureClientSecret: Look = (text, start, end, found) => {
  if (text.charCodeAt(end - 2) !== 81) return 0;
  const set = BASE64URL | DOT;
  const from = runStart(text, start, set, start - 3);
  let stop = end;
  while (stop < end + 36 && (isIn(set, text.charCodeAt(stop)) || text.charCodeAt(stop) === 126)) stop++;
  if (start - from !== 3 || stop - end < 31) return stop;
  found.push({ kind: "secret", rule: "azure-client-secret", start: from, end: stop, confidence: 95 });
  return stop;
};

/** The signature of a shared access URL. */
const azureSas: Look = (text, start, end, found) => {
  const before = text.charCodeAt(start - 1);
  if (before !== 38 && before !== 63 && before !== 59) return 0;
  const stop = runEnd(text, end, BASE64 | PERCENT, end + 120);
  if (stop - end < 43 || isPlaceholder(text.slice(end, stop))) return stop;
  found.push({ kind: "secret", rule: "azure-sas", start: end, end: stop, confidence: 90 });
  return stop;
};

const NEAR_ID = 160;

/** The secret half of an AWS key, when it stands shortly after the id. */
const awsPair: Look = (text, start, _end, found) => {
  const id = found.at(-1);
  if (id === undefined || id.rule !== "aws-access-key" || id.start !== start) return 0;
  const limit = Math.min(text.length, id.end + NEAR_ID);
  for (let i = id.end; i < limit;) {
    if (!isIn(ALNUM | BASE64_REST, text.charCodeAt(i)) || text.charCodeAt(i) === 61) {
      i += 1;
      continue;
    }
    const stop = runEnd(text, i, BASE64, i + 60);
    const body = text.slice(i, stop);
    if (body.length === 40 && /\d/.test(body) && entropyOf(body) > 3.5) {
      found.push({ kind: "secret", rule: "aws-secret-key", start: i, end: stop, confidence: 95 });
      return stop;
    }
    i = stop;
  }
  return limit;
};
