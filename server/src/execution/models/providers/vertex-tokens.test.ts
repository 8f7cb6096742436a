import { deepEqual, equal, match, notEqual, ok } from "node:assert/strict";
import { generateKeyPairSync, verify } from "node:crypto";
import { afterEach, beforeEach, test } from "node:test";
import { startTokenEndpoint, type TokenEndpoint } from "../../../../test/fakes/google-token.ts";
import { type Secret, fixedClock } from "../../../kernel/index.ts";
import type { ConnectedModel } from "../../../registry/index.ts";
import type { Upstream } from "../../types.ts";
import { httpUpstream } from "../http.ts";
import { makeAccessTokens } from "./vertex-tokens.ts";

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const PEM = privateKey.export({ type: "pkcs8", format: "pem" });
const FILE = { type: "service_account", client_email: "bot@acme.test", private_key: PEM, private_key_id: "kid-1" };

let endpoint: TokenEndpoint;
let http: Upstream;
let clock: ReturnType<typeof fixedClock>;
beforeEach(async () => {
  endpoint = await startTokenEndpoint();
  http = httpUpstream();
  clock = fixedClock(Date.parse("2026-11-21T12:00:00Z"));
});
afterEach(async () => {
  await http.close();
  await endpoint.close();
});

const model = (tokenUrl: string | undefined) =>
  ({ provider: { id: "v", ...(tokenUrl === undefined ? {} : { tokenUrl }) } }) as ConnectedModel & { key?: Secret };
const key = (change: object = {}) => JSON.stringify({ ...FILE, ...change });
const tokenOf = (got: { token: string } | { problem: string }) => ("token" in got ? got.token : got.problem);

test("a key file is exchanged for a token, which serves until shortly before its end", async () => {
  const tokens = makeAccessTokens({ clock, http });
  const first = tokenOf(await tokens.of(key(), model(endpoint.url)));
  equal(first, "token-1");
  clock.advance(54 * 60_000);
  equal(tokenOf(await tokens.of(key(), model(endpoint.url))), "token-1");
  clock.advance(2 * 60_000);
  equal(tokenOf(await tokens.of(key(), model(endpoint.url))), "token-2");

  const { assertion, grant } = endpoint.received[0] ?? { assertion: "", grant: "" };
  equal(grant, "urn:ietf:params:oauth:grant-type:jwt-bearer");
  const [head = "", claims = "", signature = ""] = assertion.split(".");
  ok(verify("sha256", Buffer.from(`${head}.${claims}`), publicKey, Buffer.from(signature, "base64url")));
  deepEqual(JSON.parse(Buffer.from(head, "base64url").toString()), { alg: "RS256", typ: "JWT", kid: "kid-1" });
  const now = Math.floor(Date.parse("2026-11-21T12:00:00Z") / 1000);
  deepEqual(JSON.parse(Buffer.from(claims, "base64url").toString()), {
    iss: "bot@acme.test",
    scope: "https://www.googleapis.com/auth/cloud-platform",
    aud: endpoint.url,
    iat: now,
    exp: now + 3_600,
  });
});

test("calls that need a token at the same moment share one exchange", async () => {
  const tokens = makeAccessTokens({ clock, http });
  const got = await Promise.all(Array.from({ length: 20 }, () => tokens.of(key(), model(endpoint.url))));
  deepEqual(new Set(got.map(tokenOf)), new Set(["token-1"]));
  equal(endpoint.received.length, 1);
});

test("another key file gets a token of its own", async () => {
  const tokens = makeAccessTokens({ clock, http });
  const one = tokenOf(await tokens.of(key(), model(endpoint.url)));
  notEqual(tokenOf(await tokens.of(key({ client_email: "other@acme.test" }), model(endpoint.url))), one);
});

test("a ready access token goes as it is", async () => {
  const tokens = makeAccessTokens({ clock, http });
  deepEqual(await tokens.of("ya29.ready", model(undefined)), { token: "ya29.ready" });
  equal(endpoint.received.length, 0);
});

test("a key file cannot send its own signature to another address than Google's", async () => {
  const tokens = makeAccessTokens({ clock, http });
  for (const token_uri of [
    endpoint.url,
    "https://evil.test/token",
    "https://oauth2.googleapis.com.evil.test/token",
    7,
  ]) {
    match(tokenOf(await tokens.of(key({ token_uri }), model(undefined))), /not Google's/);
  }
  equal(endpoint.received.length, 0);
});

test("an endpoint that fails is told, and asked again by the next call", async () => {
  const tokens = makeAccessTokens({ clock, http });
  endpoint.answerWith({ status: 403, body: '{"error":"no"}' });
  match(tokenOf(await tokens.of(key(), model(endpoint.url))), /answered 403/);
  endpoint.answerWith({ status: 200, body: "<html>" });
  match(tokenOf(await tokens.of(key(), model(endpoint.url))), /has none/);
  endpoint.answerWith({ status: 200, body: '{"access_token":"a\\r\\nb"}' });
  match(tokenOf(await tokens.of(key(), model(endpoint.url))), /has none/);
  endpoint.answerWith({ status: 200, body: "x".repeat(100_000) });
  match(tokenOf(await tokens.of(key(), model(endpoint.url))), /too much/);
  endpoint.answerWith(undefined);
  match(tokenOf(await tokens.of(key(), model(endpoint.url))), /^token-/);
});

test("a key that is no key file is told without a word of it", async () => {
  const tokens = makeAccessTokens({ clock, http });
  for (const broken of [
    "{",
    "{}",
    key({ private_key: "-----BEGIN PRIVATE KEY-----\nsecret" }),
    key({ client_email: 1 }),
  ]) {
    const said = tokenOf(await tokens.of(broken, model(endpoint.url)));
    match(said, /^its key/);
    ok(!said.includes("secret"));
  }
});
