import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { readCatalogue } from "./catalogue.ts";
import { LOG_FORMATS } from "./formats.ts";
import { openLines } from "./lines.ts";
import { OTHERS, formatOf, makeTally } from "./tally.ts";
import { timeOf } from "./values.ts";

const NOW = Date.UTC(2026, 10, 22);
const KEY = Buffer.alloc(32, 1);
const catalogue = readCatalogue();

async function* linesOf(text: string): AsyncIterable<string> {
  for (const line of text.split("\n")) yield line;
}
async function count(text: string, options: { key?: Buffer; except?: ReadonlySet<string>; format?: string } = {}) {
  const { format, ...rest } = options;
  const tally = makeTally({ catalogue, now: NOW, ...rest });
  await tally.file("log", linesOf(text), format);
  return tally.result();
}

describe("egress logs", () => {
  test("every common format is known by its lines and read", async () => {
    const at = Date.UTC(2026, 9, 10, 13, 55, 36);
    const seconds = at / 1000;
    const rows: [string, string, string, number][] = [
      [
        "squid",
        `${seconds}.123    200 10.0.0.1 TCP_TUNNEL/200 5120 CONNECT api.openai.com:443 - HIER_DIRECT/1.2.3.4 -`,
        "10.0.0.1",
        5120,
      ],
      [
        "squid",
        `${seconds}.123    200 10.0.0.1 TCP_MISS/200 77 GET http://claude.ai/x ann HIER_DIRECT/1.2.3.4 text/html`,
        "ann",
        77,
      ],
      [
        "combined",
        `10.0.0.1 - ann [10/Oct/2026:13:55:36 +0000] "CONNECT api.anthropic.com:443 HTTP/1.1" 200 99 "-" "curl"`,
        "ann",
        99,
      ],
      [
        "combined",
        `10.0.0.2 - - [10/Oct/2026:15:55:36 +0200] "GET https://chatgpt.com/a HTTP/1.1" 200 - "-" "-"`,
        "10.0.0.2",
        0,
      ],
      [
        "combined",
        `claude.ai:443 10.0.0.3 - - [10/Oct/2026:13:55:36 +0000] "GET / HTTP/2" 200 12 "-" "-"`,
        "10.0.0.3",
        12,
      ],
      [
        "haproxy",
        `Oct 10 13:55:36 lb haproxy[12]: 10.0.0.4:5000 [10/Oct/2026:13:55:36.123] fe be/s 0/0/0/1/1 200 512 - - ---- 1/1/0/0/0 0/0 {api.mistral.ai|curl} "GET /v1 HTTP/1.1"`,
        "10.0.0.4",
        512,
      ],
      ["dnsmasq", `Oct 10 13:55:36 dnsmasq[123]: query[A] cursor.sh from 10.0.0.5`, "10.0.0.5", 0],
      ["dnsmasq", `Oct 10 13:55:36 gw dnsmasq[123]: query[AAAA] api2.cursor.sh from fd00::5`, "fd00::5", 0],
      [
        "bind",
        `10-Oct-2026 13:55:36.123 queries: info: client @0x7f1 10.0.0.6#53123 (midjourney.com): query: midjourney.com IN A +E(0)K (1.1.1.1)`,
        "10.0.0.6",
        0,
      ],
      ["unbound", `[${seconds}] unbound[1:0] info: 10.0.0.7 suno.com. A IN`, "10.0.0.7", 0],
      [
        "json",
        `{"start_time":"2026-10-10T13:55:36.000Z","authority":"api.groq.com:443","downstream_remote_address":"10.0.0.8:4000","bytes_sent":33}`,
        "10.0.0.8",
        33,
      ],
      [
        "json",
        `{"@timestamp":"2026-10-10T13:55:36Z","dns":{"question":{"name":"x"}},"tls":{"sni":"poe.com"},"client":{"ip":"10.0.0.9"}}`,
        "10.0.0.9",
        0,
      ],
      [
        "w3c",
        `#Fields: date time c-ip cs-username cs-host sc-bytes\n2026-10-10 13:55:36 10.0.0.1 bob huggingface.co 44`,
        "bob",
        44,
      ],
      [
        "csv",
        `"time","login","url","totalsize"\n"Sat Oct 10 13:55:36 2026","ann@x.test","https://openrouter.ai/api?k=v","2048"`,
        "ann@x.test",
        2048,
      ],
      ["csv", `ts;src_ip;query\n${seconds};10.0.0.1;elevenlabs.io`, "10.0.0.1", 0],
      [
        "pairs",
        `CEF:0|Zscaler|NSSWeblog|5|200|Allowed|3| rt=${at} suser=ann@x.test src=10.0.0.1 dhost=mcp.notion.com out=7 request=mcp.notion.com/mcp`,
        "ann@x.test",
        7,
      ],
    ];
    for (const [format, line, who, bytes] of rows) {
      const lines = line.split("\n");
      assert.equal(formatOf(lines, NOW)?.name, format, line);
      const { uses, matched } = await count(line);
      assert.equal(matched, 1, line);
      assert.deepEqual(
        [uses[0]?.who, uses[0]?.bytes, uses[0]?.firstAt],
        [who, bytes, at + ((uses[0]?.firstAt ?? 0) % 1000)],
        line,
      );
    }
    assert.deepEqual(
      [...new Set(rows.map(([format]) => format))].toSorted(),
      LOG_FORMATS.map(({ name }) => name).toSorted(),
    );
  });

  test("a host belongs to a service by whole names only, never because it ends in the same letters", () => {
    const rows: [string, string | undefined][] = [
      ["api.openai.com", "api.openai.com"],
      ["eu.api.openai.com", "eu.api.openai.com"],
      ["files.api.openai.com", "api.openai.com"],
      ["notopenai.com", undefined],
      ["api.openai.com.evil.test", undefined],
      ["notclaude.ai", undefined],
      ["www.claude.ai", "claude.ai"],
      ["my.openai.azure.com", "openai.azure.com"],
      ["openai.com", undefined],
      ["bedrock-runtime.eu-west-1.amazonaws.com", "bedrock-runtime.*.amazonaws.com"],
      ["s3.eu-west-1.amazonaws.com", undefined],
      ["ai", undefined],
      ["", undefined],
      ["a.".repeat(40) + "claude.ai", undefined],
    ];
    for (const [host, domain] of rows) assert.equal(catalogue.match(host)?.domain, domain, host);
    assert.ok(catalogue.size >= 250, String(catalogue.size));
    const own = readCatalogue("version: 1\nservices: [{ vendor: house, kind: chat, domains: [ai.house.test] }]");
    assert.equal(own.match("x.ai.house.test")?.vendor, "house");
    for (const bad of [
      "services: 1",
      "version: 1\nservices: [{ vendor: A B, kind: chat, domains: [x.y] }]",
      "a: &a [*a]",
    ])
      assert.throws(() => readCatalogue(bad));
  });

  test("who went where is told as a keyed hash unless somebody asks for it in clear", async () => {
    const line = `1760104536.123 200 10.9.8.7 TCP_TUNNEL/200 1 CONNECT claude.ai:443 ann@x.test HIER_DIRECT/1.2.3.4 -`;
    const hashed = await count(line, { key: KEY });
    assert.match(hashed.uses[0]?.who ?? "", /^h:[0-9a-f]{16}$/);
    assert.doesNotMatch(JSON.stringify(hashed), /ann|10\.9/);
    assert.equal((await count(line)).uses[0]?.who, "ann@x.test");
    const other = await count(line, { key: Buffer.alloc(32, 2) });
    assert.notEqual(other.uses[0]?.who, hashed.uses[0]?.who);
    assert.deepEqual((await count(line, { except: new Set(["ann@x.test"]) })).uses, []);
  });

  test("a log of any size is counted in bounded memory", async () => {
    const tally = makeTally({ catalogue, now: NOW });
    async function* many() {
      for (let n = 0; n < 60_000; n++)
        yield `1760104536.123 2 10.${n >> 16}.${(n >> 8) & 255}.${n & 255} TCP_TUNNEL/200 1 CONNECT claude.ai:443 - H/- -`;
    }
    await tally.file("log", many());
    const { uses, matched } = tally.result();
    assert.equal(matched, 60_000);
    assert.ok(uses.length <= 50_001);
    assert.equal(uses.find(({ who }) => who === OTHERS)?.requests, 10_000);
  });

  test("what is no log is told so, and hostile lines hold nothing up", async () => {
    const nothing = await count("lorem ipsum\n".repeat(200));
    assert.deepEqual([nothing.formats["log"], nothing.uses], ["unknown", []]);
    const hostile = [
      "{".repeat(16_000),
      `haproxy[1]: a:1 [x] a b 1/1 200 1 ${"{".repeat(15_000)}`,
      `client ${"1#1 (".repeat(3_000)}`,
      "client 1#1 (".repeat(1_300),
      `"${'"'.repeat(15_000)}`,
      "a=".repeat(8_000),
      `${"1 ".repeat(8_000)}`,
      "\0".repeat(1_000),
      '{"host":{"host":{"host":1}}}',
      '{"host":"claude.ai","user":{"toString":1}}',
    ];
    for (const format of LOG_FORMATS) for (const line of hostile) format.open(NOW)(line);
  });

  test("packed files are read as they are, and lines that are too long are passed over", async () => {
    const folder = mkdtempSync(join(tmpdir(), "lumos-egress-"));
    try {
      const text = `first\n${"x".repeat(200_000)}\nsecond\r\nlast`;
      const read = async (name: string, bytes: Buffer) => {
        writeFileSync(join(folder, name), bytes);
        const { lines, digest } = await openLines(join(folder, name));
        const found: string[] = [];
        for await (const line of lines) found.push(line);
        return [found, digest()];
      };
      const plain = await read("a.log", Buffer.from(text));
      assert.deepEqual(plain[0], ["first", "second", "last"]);
      assert.deepEqual(await read("a.log.gz", gzipSync(text)), plain);
      await assert.rejects(read("bad.gz", Buffer.from([0x1f, 0x8b, 1, 2, 3])));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test("a day without a year is the last one that was", () => {
    assert.equal(timeOf("Nov 21 01:00:00", NOW), Date.UTC(2026, 10, 21, 1));
    assert.equal(timeOf("Dec 31 01:00:00", NOW), Date.UTC(2025, 11, 31, 1));
    assert.equal(timeOf("1760104536123", NOW), 1760104536123);
    assert.equal(timeOf("1760104536123456", NOW), 1760104536123);
    for (const bad of ["", "yesterday", "99/Foo/2026:00:00:00 +0000", "2026-99-99"])
      assert.equal(timeOf(bad, NOW), undefined);
  });
});
