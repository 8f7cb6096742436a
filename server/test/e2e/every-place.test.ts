import { equal, ok } from "node:assert/strict";
import { join } from "node:path";
import { after, before, beforeEach, suite, test } from "node:test";
import { type Upstream, startUpstream } from "../fakes/upstream.ts";
import { type TestLumos, startTestLumos } from "../lumos.ts";
import { BYTES, COUNTS, type Json, SAMPLES, type Sample } from "../samples.ts";
import { scratch } from "../scratch.ts";

/* A secret and an address in every single place of a request, in every format, to providers of every format. */

// Written in two pieces, so that no scanner takes this file for a leak.
const AWS_KEY = `AKIA${"IOSFODNN7EXAMPLE"}`;
const MAIL = "eva.muster@example.org";

const file = (upstream: string) => `
version: 1
organization: { id: o, name: O }
tiers: [{ id: frontier }]
providers:
  - { id: claude, api: anthropic, baseUrl: "${upstream}", key: k }
  - { id: open, api: openai, baseUrl: "${upstream}/v1", key: k }
  - { id: house, api: openai-compatible, baseUrl: "${upstream}/v1" }
  - { id: google, api: gemini, baseUrl: "${upstream}", key: k }
models:
  - { id: claude, provider: claude, upstream: one, tier: frontier }
  - { id: open, provider: open, upstream: two, tier: frontier }
  - { id: house, provider: house, upstream: three, tier: frontier }
  - { id: google, provider: google, upstream: four, tier: frontier }
users: [{ id: ann@o.test }]
policies:
  - id: open
    text: '@id("open") permit (principal, action, resource);'
  - id: no.secrets
    text: '@id("no.secrets") @why("No secrets.") forbid (principal, action, resource) when { context.base.dataClasses.contains("secret") };'
  - id: unread
    text: '@id("unread") @why("Nothing unread.") forbid (principal, action, resource) when { !context.base.assessed };'
  - id: mail
    text: '@id("mail") @why("Mail addresses are replaced.") @obligation("redact:pii.email") forbid (principal, action, resource) when { context.base.dataClasses.contains("pii.email") } unless { context.base.fulfilled.contains("redact:pii.email") };'
`;

const MODELS = ["claude", "open", "house", "google"];
/** The model that speaks the caller's own format. */
const OWN: Record<string, string> = { responses: "open", messages: "claude", gemini: "google" };
const AT_ONCE = 20;

type Path = (string | number)[];

/** Every text of a request, and every object that could have one more member. */
function placesOf(value: Json, path: Path = []): { path: Path; kind: "text" | "object" }[] {
  if (typeof value === "string") return [{ path, kind: "text" }];
  if (typeof value !== "object" || value === null) return [];
  const inner = Array.isArray(value)
    ? value.flatMap((one, at) => placesOf(one, [...path, at]))
    : Object.entries(value).flatMap(([name, one]) => placesOf(one, [...path, name]));
  return Array.isArray(value) ? inner : [{ path, kind: "object" }, ...inner];
}

function changed(value: Json, [step, ...rest]: Path, change: (value: Json) => Json): Json {
  if (step === undefined) return change(value);
  if (Array.isArray(value)) return value.map((one, at) => (at === step ? changed(one, rest, change) : one));
  return Object.fromEntries(
    Object.entries(value as { [name: string]: Json }).map(([name, one]) => [
      name,
      name === step ? changed(one, rest, change) : one,
    ]),
  );
}

/** The request with a text written into one of its places. */
function written(body: Json, { path, kind }: { path: Path; kind: "text" | "object" }, text: string): Json {
  return changed(body, path, (value) =>
    kind === "text" ? text : { ...(value as { [name: string]: Json }), [`a ${text}`]: 1 },
  );
}

suite("every place of a request", { concurrency: false }, () => {
  let upstream: Upstream;
  let lumos: TestLumos;
  let key: string;

  before(async () => {
    upstream = await startUpstream();
    using folder = scratch({ "lumos.yaml": file(upstream.url) });
    lumos = await startTestLumos({ file: join(folder.path, "lumos.yaml") });
    key = await lumos.key("user:ann@o.test");
  });
  after(async () => {
    await lumos.end();
    await upstream.close();
  });
  beforeEach(() => upstream.reset());

  const send = async (path: string, body: string) => {
    const response = await fetch(`${lumos.url}${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "anthropic-version": "2023-06-01" },
      body,
    });
    return { status: response.status, text: await response.text() };
  };
  const forModel = (sample: Sample, body: Json, model: string) =>
    [sample.path.replace("MODEL", model), JSON.stringify(body).replaceAll("MODEL", model)] as const;

  /** Sends the request once for each of its places; the places whose answer is not as it should be. */
  const inAllPlaces = async (
    sample: Sample,
    text: string,
    model: string,
    all: boolean,
    right: (answer: { status: number; text: string }) => boolean,
  ): Promise<string> => {
    // Each place goes to the caller's own format, and to one of the others.
    const share = MODELS.indexOf(model) % 3;
    const places = placesOf(sample.body).filter((_place, at) => all || at % 3 === share);
    const wrong: string[] = [];
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (let place = places.pop(); place !== undefined; place = places.pop()) {
          const answer = await send(...forModel(sample, written(sample.body, place, text), model));
          if (!right(answer)) wrong.push(`${place.path.join(".")} (${place.kind}): ${answer.status} ${answer.text}`);
        }
      }),
    );
    return wrong.join("\n").slice(0, 4_000);
  };

  // Guarantee: a header that holds a secret does not go along.
  test("a header that holds a secret does not go along", async () => {
    const response = await fetch(`${lumos.url}/v1/responses`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${key}`,
        "idempotency-key": AWS_KEY,
        session_id: AWS_KEY,
        "openai-beta": "a=v1",
      },
      body: JSON.stringify({ model: "open", input: "Hello" }),
    });
    equal(response.status, 200);
    const sent = upstream.received[0]?.headers;
    equal(sent?.["openai-beta"], "a=v1");
    ok(!JSON.stringify(sent).includes(AWS_KEY));
  });

  for (const [name, sample] of Object.entries({ ...SAMPLES, ...COUNTS })) {
    const own: string = OWN[name.split(" ")[0] ?? ""] ?? "house";

    test(`${name}: the request is one that is answered`, async () => {
      const { status, text } = await send(...forModel(sample, sample.body, own));
      equal(status, 200, text);
    });

    test(`${name}: a secret is found in every place`, async () => {
      const missed = await inAllPlaces(sample, AWS_KEY, own, true, ({ status, text }) => {
        const told = /policy_blocked|not_found|invalid_request|NOT_FOUND|PERMISSION_DENIED/.test(text);
        return told && status >= 400 && status < 500 && !text.includes(AWS_KEY);
      });
      equal(missed, "");
      equal(upstream.received.length, 0);
    });

    for (const model of name in SAMPLES ? MODELS : [own]) {
      test(`${name} to ${model}: nothing of an address is left in any place`, async () => {
        equal(await inAllPlaces(sample, `to "${MAIL}" now`, model, model === own, ({ status }) => status < 500), "");
        const sent = upstream.received.map(({ path, body }) => `${path} ${body.toString("utf8")}`);
        ok(sent.length > 0);
        equal(sent.find((request) => /eva|muster|example\.org/.test(request))?.slice(0, 6_000), undefined);
      });
    }

    const files = placesOf(sample.body).filter(({ path }) => valueAt(sample.body, path).includes(BYTES));
    if (files.length === 0) continue;
    // Guarantee: text that is sent as a file is read like any other.
    test(`${name}: text that is sent as a file is read like any other`, async () => {
      for (const { path } of files) {
        for (const text of [`use ${AWS_KEY}`, `use ${AWS_KEY}\n`.repeat(50), `\u00e9\u00e8 use ${AWS_KEY}`]) {
          for (const before of ["data:text/plain;base64,", "data:application/json;base64,", ""]) {
            const body = changed(sample.body, path, () => before + Buffer.from(text, "latin1").toString("base64"));
            const answer = await send(...forModel(sample, body, own));
            ok([400, 403].includes(answer.status), `${path.join(".")} ${answer.status} ${answer.text}`);
          }
        }
      }
      equal(upstream.received.length, 0);
    });

    test(`${name}: an address in text that is sent as a file is replaced in it`, async () => {
      const text = `Write to ${MAIL}.\n`.repeat(40);
      for (const model of name in SAMPLES ? MODELS : [own]) {
        for (const { path } of files) {
          const body = changed(sample.body, path, (value) =>
            String(value).replace(BYTES, Buffer.from(text).toString("base64")),
          );
          upstream.reset();
          const answer = await send(...forModel(sample, body, model));
          ok(answer.status < 500, answer.text);
          for (const request of upstream.received) {
            const inside = (request.body.toString().match(/[A-Za-z0-9+/]{40,}/g) ?? []).map((run) => atob64(run));
            ok(!inside.some((words) => words.includes("muster")), `${path.join(".")} to ${model}`);
            if (model === own) ok(inside.some((words) => words.includes("Write to <EMAIL_1>.")));
          }
        }
      }
    });
  }
});

function atob64(run: string): string {
  return Buffer.from(run, "base64").toString("utf8");
}

function valueAt(value: Json, path: Path): string {
  let found: Json = value;
  for (const step of path) found = (found as { [name: string]: Json })[step] ?? null;
  return typeof found === "string" ? found : "";
}
