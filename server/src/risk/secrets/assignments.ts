import { BASE64URL, DOT, isIn, LOWER, runEnd, runStart } from "../chars.ts";
import { entropyOf, isPlaceholder } from "./placeholder.ts";
import { looksRandom } from "./random.ts";
import type { Look } from "./secrets.ts";
import { type Value, valueAfter } from "./value.ts";

/** Words that, inside a name, say that its value is secret. */
const PASSWORD_WORDS = [
  "password",
  "passwd",
  "passphrase",
  "passcode",
  "pwd",
  "pgpass",
  "passwort",
  "kennwort",
  "mot de passe",
  "mot_de_passe",
  "motdepasse",
  "wachtwoord",
  "senha",
  "contrasena",
  "clave_secreta",
  "requirepass",
  "identified by",
  "_pass",
  "dbpass",
  "userpass",
];
const KEY_WORDS = [
  "secret",
  "token",
  "apikey",
  "api_key",
  "api-key",
  "api key",
  "access_key",
  "access-key",
  "accesskey",
  "access key",
  "private_key",
  "private-key",
  "privatekey",
  "auth_key",
  "auth-key",
  "authkey",
  "signing_key",
  "encryption_key",
  "encryptionkey",
  "service_key",
  "servicekey",
  "account_key",
  "master_key",
  "masterkey",
  "shared_key",
  "license_key",
  "licensekey",
  "deploy_key",
  "storage_key",
  "subscription-key",
  "subscription_key",
  "credential",
  "presharedkey",
  "pre_shared_key",
  "privkey",
  "private key",
  "jwtkey",
  "x-auth",
  "authorization",
];
/** Words of everyday names: what follows them must look drawn by a machine. */
const WEAK_WORDS = ["key", "auth", "creds", "access", "api"];

export const ASSIGNMENT_WORDS = [...PASSWORD_WORDS, ...KEY_WORDS, ...WEAK_WORDS];
const PASSWORDS = new Set(PASSWORD_WORDS);
const WEAK = new Set(WEAK_WORDS);

const MAX_NAME = 60;
/** After the word, a name that goes on like this is about the secret, not the secret. */
const ABOUT =
  /^[_-]?(?:hash|name|url|uri|type|ids?(?![a-z])|arn|count|file|path|length|len|policy|field|input|label|expir|rotation|version|reset|strength|min|max|limit|ref|hint|manager|ring|iz|s?_?(?:per|used|left|in|out)\b|digest|checksum|sha\d|md5|bucket|region|endpoint|host|address|prefix|suffix|format|algorithm|provider|issuer|scope|fingerprint|public)/i;
/** With one of these before the word, a name is about paging, forgery, counting or looking up. */
const BEFORE =
  /(?:page|next|prev|csrf|xsrf|continuation|cursor|sync|max|min|num|count|cancel\w*|pad|eos|bos|unk|sep|mask|stop|public|pub|tracking|ancestor|antiforgery|verification|site|recaptcha\w*|cache|primary|foreign|partition|sort|hash|row|map|object|storage|s3|registry|index|dict|json|group|lookup|range|idempotency|dedup|routing|shard|translation|i18n|composite|resource|metadata|event|query|search|host|ssh|pgp|gpg|known|public_?key|image|file|asset|commit|build)[_ -]?$/i;
/** For words of everyday names: what they are a part of. */
const WEAK_AFTER =
  /^(?:[a-z]|[_-]?(?:word|board|stone|note|store|frame|press|code|down|up|val|pair|set|space|chain|usage|size|spec|schema|expr|vault|error|lvl|level|time|log|method|mode|control|point|or|ority|entic))/;

/** `NAME = VALUE`, where the name holds one of the words. Reads a bounded stretch after the word. */
export const lookAtAssignment: Look = (text, start, end, found) => {
  const word = text.slice(start, end).toLowerCase();
  const weak = WEAK.has(word);
  if (weak && isIn(LOWER, text.charCodeAt(start)) && isIn(LOWER, text.charCodeAt(start - 1))) return 0;
  const nameEnd = runEnd(text, end, BASE64URL | DOT, end + MAX_NAME);
  const after = text.slice(end, nameEnd);
  if (ABOUT.test(after) || (weak && WEAK_AFTER.test(after))) return nameEnd;
  const value = valueAfter(text, nameEnd);
  if (value === undefined) return nameEnd;
  const nameStart = runStart(text, start, BASE64URL, start - MAX_NAME);
  if (BEFORE.test(text.slice(nameStart, start))) return value.end;

  const body = text.slice(value.start, value.end);
  const password = PASSWORDS.has(word);
  const confidence = password
    ? weighPassword(body, value)
    : weak
      ? weighWeak(word, body, value)
      : weighKey(body, value);
  if (confidence > 0) {
    const rule = password ? "password-assignment" : "key-assignment";
    found.push({ kind: "secret", rule, start: value.start, end: value.end, confidence });
  }
  return value.end;
};

/** Code, a reference or a template stands where the value would. */
const NOT_A_VALUE =
  /^[$<{[(%*&]|\$\{|\{\{|\$\(|\(|<%|^(?:process|os|env|config|settings|self|this|req|request|var|secrets|vault|ref|arn|urn|file|https?|ssh|data)[.:]|^(?:sha\d+|md5)[-:=]|^ssh-|^AAAA[BC]3N|^ENC\[|^\$\d|^!/i;
const STAND_IN =
  /^(?:my|the|a|some|test|foo|bar|null|none|true|false|string|undefined|password|passwd|secret|example|sample|encrypted|hidden|masked)[\W_]?\w{0,10}$/i;
/** A name in code that speaks of a secret. */
const NAME_OF_ONE = /^[A-Za-z_$][\w$]*$/;
const SPEAKS_OF_ONE = /token|secret|password|credential|passwd|apikey/i;

function weighPassword(body: string, value: Value): number {
  if (body.length < 6 || body.length > 128 || isPlaceholder(body) || NOT_A_VALUE.test(body)) return 0;
  if (isCode(body, value) || body.includes(" ")) return 0;
  // A path: `pwd` is also the working directory.
  if (/^(?:\.{1,2}|~)?\/[^/]*\//.test(body)) return 0;
  if (/password$/i.test(body) || entropyOf(body) < 2.3) return 0;
  if (STAND_IN.test(body) && !/[A-Z]/.test(body)) return 0;
  if (!/[A-Za-z]/.test(body) || !/\d/.test(body)) return value.quoted ? weighWordy(body) : 0;
  return value.quoted || body.length >= 8 ? 75 : 65;
}

/** Without digits or without letters, and in quotes: marks between letters make a password, words alone none. */
function weighWordy(body: string): number {
  if (body.length < 8 || SPEAKS_OF_ONE.test(body)) return 0;
  const marks = body.replace(/[A-Za-z0-9_.:/\\-]/g, "").length;
  return marks > 0 && /[A-Za-z0-9]/.test(body) && /^[\x21-\x7e]+$/.test(body) && !/[;<>(){}[\]=,|]/.test(body) ? 60 : 0;
}

/** `settings.database.key`; without quotes also with digits, and whatever is called: `base64.b64encode(`. */
function isCode(body: string, value: Value): boolean {
  if (!value.quoted && value.called) return true;
  if (!body.includes(".")) return false;
  const names = body.split(".");
  return names.every((name) => NAME_OF_ONE.test(name) && (value.quoted ? !/\d/.test(name) : name.length <= 40));
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

function weighKey(body: string, value: Value): number {
  if (!couldBeKey(body, value, 12) || value.compared) return 0;
  if (UUID.test(body)) return 60;
  if (!/\d/.test(body) || !/[A-Za-z]/.test(body)) return 0;
  if (body.length < 20 && !value.quoted && !mixesLetters(body)) return 0;
  return entropyOf(body) >= (body.length < 16 ? 2.9 : 3.2) && looksRandom(body) ? 80 : 0;
}

function weighWeak(word: string, body: string, value: Value): number {
  if (word === "auth" && isPair(body)) return 85;
  if (!couldBeKey(body, value, 16) || value.compared || UUID.test(body)) return 0;
  if (!/\d/.test(body) || !/[A-Za-z]/.test(body) || !/^[\w+/=.~-]+$/.test(body)) return 0;
  return entropyOf(body) >= 3.4 && looksRandom(body) ? 65 : 0;
}

/** `"auth": "dXNlcjpwYXNz..."`: a name and a password in base64. */
function isPair(body: string): boolean {
  if (body.length < 12 || !/^[A-Za-z0-9+/]{12,400}={0,2}$/.test(body)) return false;
  return /^[\x21-\x39\x3b-\x7e]{1,100}:[\x21-\x7e]{3,200}$/.test(Buffer.from(body, "base64").toString("latin1"));
}

function couldBeKey(body: string, value: Value, least: number): boolean {
  if (body.length < least || isPlaceholder(body) || NOT_A_VALUE.test(body) || body.includes(" ")) return false;
  // A URL's own password is found by its own rule.
  if (isCode(body, value) || body.includes("://")) return false;
  return !(NAME_OF_ONE.test(body) && SPEAKS_OF_ONE.test(body));
}

function mixesLetters(body: string): boolean {
  return /[A-Z]/.test(body) && /[a-z]/.test(body) && /\d/.test(body);
}
