import { deepEqual, doesNotMatch, equal, match, ok } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { type Format, type ModelOperation, Secret, fixedClock } from "../../../kernel/index.ts";
import type { ConnectedModel } from "../../../registry/index.ts";
import type { UpstreamRequest } from "../../types.ts";
import { DIALECTS } from "./dialects.ts";
import type { Api, Wire, WireRequest } from "./types.ts";
import { makeWires } from "./wires.ts";

type Provider = ConnectedModel["provider"];

const NOW = Date.parse("2026-11-21T12:00:00Z");
const http = {
  send(_request: UpstreamRequest): never {
    throw new Error("nothing is fetched here");
  },
};
const wireFor = makeWires({ clock: fixedClock(NOW), http });

function modelOf(api: Api, provider: Partial<Provider> = {}, upstream = "some-model"): ConnectedModel {
  const keys = [{ id: "default", weight: 1, secret: new Secret("the-key") }];
  return {
    id: "m",
    upstream,
    tier: "t",
    rank: 0,
    regions: [],
    price: undefined,
    provider: { id: "p", org: "o", api, keys, regions: [], ...provider },
  };
}

function wireOf(model: ConnectedModel, format: Format, operation: ModelOperation = "generate"): Wire {
  const wire = wireFor(model, { format, operation });
  ok(!("problem" in wire), JSON.stringify(wire));
  return wire;
}

async function requestOf(
  model: ConnectedModel,
  format: Format,
  {
    operation = "generate",
    stream = false,
    headers = {},
    body = "{}",
  }: {
    operation?: ModelOperation;
    stream?: boolean;
    headers?: Record<string, string>;
    body?: string;
  } = {},
): Promise<WireRequest> {
  const wire = wireOf(model, format, operation);
  const made = await wire.request(Buffer.from(body), model.provider.keys[0], { stream, headers });
  ok(!("problem" in made), JSON.stringify(made));
  return made;
}

async function problemOf(model: ConnectedModel, format: Format = "openai.chat"): Promise<string> {
  const wire = wireFor(model, { format, operation: "generate" });
  if ("problem" in wire) return wire.problem;
  const made = await wire.request(Buffer.from("{}"), model.provider.keys[0], { stream: false, headers: {} });
  ok("problem" in made);
  return made.problem;
}

const VERTEX = { project: "acme-ai", location: "europe-west4" };

/**
 * For every row: which format is spoken to a caller of a format, where the call goes, and what goes along.
 * Provider | its model | asked for | spoken | address | headers
 */
const GOLDEN = readFileSync(new URL("../../../../test/golden/providers.txt", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"));

const COMMON = {
  "content-type": "application/json",
  accept: "application/json, text/event-stream",
  "user-agent": "lumos",
};

for (const line of GOLDEN) {
  test(`a call goes where the table says: ${line}`, async () => {
    const [who = "", upstream = "", asking = "", spoken, url, headers = ""] = line.split(" | ");
    const [api, ...settings] = who.split(" ");
    const [format, operation, streamed] = asking.split(" ") as [Format, ModelOperation, string | undefined];
    const provider = Object.fromEntries(
      settings.map((setting) => {
        const [name = "", ...value] = setting.split("=");
        if (name === "keyless") return ["keys", []];
        return [name, name === "formats" ? value.join("=").split(",") : value.join("=")];
      }),
    ) as Partial<Provider>;
    const model = modelOf(api as Api, provider, upstream.replaceAll("+", " "));
    const stream = streamed === "stream";
    equal(wireOf(model, format, operation).format, spoken);
    const made = await requestOf(model, format, { operation, stream, body: '{"a":1}' });
    equal(made.origin + made.path, url);
    const named = headers.split("; ").map((header) => header.split(": ") as [string, string]);
    deepEqual(made.headers, { ...COMMON, ...Object.fromEntries(headers === "" ? [] : named) });
    equal(made.body.toString(), '{"a":1}');
  });
}

test("every dialect has a row in the golden table", () => {
  deepEqual(
    Object.keys(DIALECTS).filter((api) => !GOLDEN.some((line) => line.startsWith(`${api} `))),
    [],
  );
});

test("what a provider lacks is said by its name", async () => {
  match(await problemOf(modelOf("azure")), /p needs resource/);
  match(await problemOf(modelOf("vertex")), /p needs location and project/);
  match(await problemOf(modelOf("bedrock")), /p needs region/);
  match(await problemOf(modelOf("vllm")), /p has no baseUrl/);
  match(await problemOf(modelOf("openai", { keys: [] })), /p has no key/);
  match(await problemOf(modelOf("openai", { formats: ["gemini.generate"] })), /cannot answer/);
  const counted = wireFor(modelOf("openai"), { format: "anthropic.messages", operation: "count" });
  ok("problem" in counted);
});

test("a key is never left out where a provider has one, and never taken from elsewhere", async () => {
  for (const api of ["openai", "bedrock", "vertex"] as const) {
    const model = modelOf(api, { region: "us-east-1", ...VERTEX }, api === "vertex" ? "gemini" : "x");
    const wire = wireOf(model, "openai.chat");
    const made = await wire.request(Buffer.from("{}"), undefined, { stream: false, headers: {} });
    deepEqual(made, { problem: "has no key that may be used now" });
  }
});

test("a key never becomes more than one header", async () => {
  for (const api of ["openai", "anthropic", "gemini"] as const) {
    const key = { id: "k", weight: 1, secret: new Secret("one\r\nx-evil: 1") };
    match(await problemOf(modelOf(api, { keys: [key] })), /not one line/);
  }
  const key = { id: "k", weight: 1, secret: new Secret("one\nx-evil: 1") };
  match(await problemOf(modelOf("bedrock", { region: "us-east-1", keys: [key] })), /not one line/);
});

test("a model's name never leaves the place it has in a path", async () => {
  const bedrock = (upstream: string) => modelOf("bedrock", { region: "us-east-1" }, upstream);
  for (const [upstream, step] of [
    ["a/../../b", "a%2F..%2F..%2Fb"],
    ["a?x=1#y", "a%3Fx%3D1%23y"],
    ["%2e%2e", "%252e%252e"],
    ["a b", "a%20b"],
    ["a\\b", "a%5Cb"],
  ] as const) {
    const { path } = await requestOf(bedrock(upstream), "openai.chat");
    equal(path, `/model/${step}/converse`);
  }
  for (const upstream of [".", "..", "a\r\nHost: evil", "a\u0000"]) {
    match(await problemOf(bedrock(upstream)), /cannot stand in an address/);
  }
});

test("a header of the caller never takes the place of one that Lumos sets", async () => {
  const headers = {
    authorization: "Bearer mine",
    "content-type": "text/plain",
    "user-agent": "me",
    "anthropic-version": "2099-01-01",
  };
  const made = await requestOf(modelOf("anthropic"), "anthropic.messages", {
    headers: { ...headers, "x-api-key": "mine" },
  });
  equal(made.headers["x-api-key"], "the-key");
  equal(made.headers["content-type"], "application/json");
  equal(made.headers["user-agent"], "lumos");
  equal(made.headers["anthropic-version"], "2099-01-01", "the format's own version is the caller's");
  const invoked = await requestOf(
    modelOf("bedrock", { region: "us-east-1" }, "anthropic.claude"),
    "anthropic.messages",
    {
      headers: { "anthropic-beta": "a" },
    },
  );
  equal(invoked.headers["anthropic-beta"], undefined);
});

test("an access token of Entra goes to Azure as one", async () => {
  const key = { id: "k", weight: 1, secret: new Secret("eyJhbGciOiJub25lIn0.eyJhIjoxfQ.c2ln") };
  const made = await requestOf(modelOf("azure", { resource: "acme", keys: [key] }), "openai.chat");
  equal(made.headers["authorization"], `Bearer ${key.secret.reveal()}`);
  equal(made.headers["api-key"], undefined);
});

test("Bedrock is signed for with any form of AWS credentials, each key with its own", async () => {
  const id = `AKIA${"IOSFODNN7EXAMPLE"}`;
  const forms = [
    `${id}:secret/With+marks=`,
    JSON.stringify({ accessKeyId: id, secretAccessKey: "secret/With+marks=" }),
    JSON.stringify({ Credentials: { AccessKeyId: id, SecretAccessKey: "secret/With+marks=" } }, undefined, 2),
  ];
  const signed: string[] = [];
  for (const text of forms) {
    const key = { id: "k", weight: 1, secret: new Secret(text) };
    const made = await requestOf(modelOf("bedrock", { region: "eu-west-1", keys: [key] }), "openai.chat");
    signed.push(made.headers["authorization"] ?? "");
    equal(made.headers["x-amz-date"], "20261121T120000Z");
  }
  match(
    signed[0] ?? "",
    /^AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE\/20261121\/eu-west-1\/bedrock\/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=[0-9a-f]{64}$/,
  );
  equal(new Set(signed).size, 1);
  const session = { id: "k", weight: 1, secret: new Secret(`${id}:secret:token==`) };
  const made = await requestOf(modelOf("bedrock", { region: "eu-west-1", keys: [session] }), "openai.chat");
  equal(made.headers["x-amz-security-token"], "token==");
  match(made.headers["authorization"] ?? "", /x-amz-security-token/);
  const broken = { id: "k", weight: 1, secret: new Secret('{"accessKeyId":"x"}') };
  const said = await problemOf(modelOf("bedrock", { region: "eu-west-1", keys: [broken] }));
  match(said, /neither/);
  doesNotMatch(said, /accessKeyId":"x/);
});
