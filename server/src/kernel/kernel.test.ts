import { deepEqual, equal, match, notEqual, ok, throws } from "node:assert/strict";
import { inspect } from "node:util";
import { suite, test } from "node:test";
import {
  FAULTS,
  type NanoUsdPerMillion,
  Secret,
  asFault,
  canonicalJson,
  costOf,
  deriveKey,
  fault,
  fixedClock,
  formatUsd,
  isUuidV7,
  makeLog,
  nanoUsd,
  parseDuration,
  sameBytes,
  seededRandom,
  sumUsd,
  timeOfId,
  uuidV7,
} from "./index.ts";

suite("ids", () => {
  test("are UUIDv7, sorted by time, and tell it", () => {
    const clock = fixedClock(1_800_000_000_000);
    const ids = uuidV7(clock, seededRandom(1));
    const first = ids.next();
    ok(isUuidV7(first));
    equal(timeOfId(first), 1_800_000_000_000);
    clock.advance(5);
    ok(ids.next() > first);
  });

  test("rise strictly within a millisecond, beyond its counter, and when the clock steps back", () => {
    const clock = fixedClock(1_800_000_000_000);
    const ids = uuidV7(clock, seededRandom(2));
    let last = "";
    for (let i = 0; i < 20_000; i++) {
      if (i === 10_000) clock.advance(-60_000);
      const id = ids.next();
      ok(id > last && isUuidV7(id), `${last} then ${id}`);
      last = id;
    }
  });

  test("are the same for the same clock and randomness", () => {
    const make = () => uuidV7(fixedClock(1), seededRandom(3)).next();
    equal(make(), make());
    notEqual(make(), uuidV7(fixedClock(1), seededRandom(4)).next());
  });
});

suite("money", () => {
  test("is read exactly and refused where it would not be exact", () => {
    equal(nanoUsd("0.50"), 500_000_000);
    equal(nanoUsd(0.000000001), 1);
    equal(nanoUsd(12), 12_000_000_000);
    equal(nanoUsd("1.1234567890"), 1_123_456_789);
    for (const bad of ["-1", "1e3", "", "1.", ".5", "0x1", "1.1234567891", "99999999", Number.NaN, Infinity, -0.5]) {
      equal(nanoUsd(bad), undefined, String(bad));
    }
  });

  test("a cost is rounded up to a whole nano-dollar and exact beyond 2^53", () => {
    const price = nanoUsd("0.0375") as unknown as NanoUsdPerMillion;
    equal(costOf(1, price), 38);
    equal(costOf(2, price), 75);
    equal(costOf(1_000_000_000, nanoUsd("60") as unknown as NanoUsdPerMillion), 60_000 * 1_000_000_000);
    equal(costOf(0, price), 0);
  });

  test("leaving the exact range is an error, not a wrong sum", () => {
    const most = Number.MAX_SAFE_INTEGER as ReturnType<typeof sumUsd>;
    throws(() => sumUsd([most, most]), RangeError);
  });

  test("is shown with a point and without needless zeros", () => {
    equal(formatUsd(sumUsd([])), "$0.00");
    equal(formatUsd(nanoUsd("1.5") ?? sumUsd([])), "$1.50");
    equal(formatUsd(nanoUsd("0.000123") ?? sumUsd([])), "$0.000123");
  });
});

test("durations are a number and a unit, nothing else", () => {
  equal(parseDuration("15m"), 900_000);
  equal(parseDuration("0d"), 0);
  for (const bad of ["", "15", "m", "1.5h", "-1d", "1d ", "1y"]) equal(parseDuration(bad), undefined, bad);
});

suite("canonical JSON", () => {
  test("is one text for one value, whatever the order it was made in", () => {
    equal(canonicalJson({ b: [1, { d: null, c: "é" }], a: true }), `{"a":true,"b":[1,{"c":"é","d":null}]}`);
    equal(canonicalJson({ a: 1, b: undefined }), canonicalJson({ a: 1 }));
  });

  test("has no text for what JSON cannot say", () => {
    for (const bad of [Number.NaN, Infinity, 1n, () => 1, Symbol("x")]) throws(() => canonicalJson({ bad }), TypeError);
  });
});

suite("keys", () => {
  test("of two purposes are never the same", () => {
    const root = Buffer.alloc(32, 7);
    ok(!sameBytes(deriveKey(root, "a"), deriveKey(root, "b")));
    ok(sameBytes(deriveKey(root, "a"), deriveKey(root, "a")));
    ok(!sameBytes(Buffer.from("a"), Buffer.from("ab")));
  });
});

suite("the log", () => {
  const logged = (fields: Record<string, unknown>, style: "json" | "people" = "json") => {
    let line = "";
    const log = makeLog({ clock: fixedClock(0), write: (text) => (line += text), style });
    log.error("something", fields);
    return line;
  };
  const key = `lmk_agt_abcd1234_${"Z".repeat(49)}`;

  // Guarantee: no secret in the log.
  test("no secret in the log", () => {
    const fields = {
      wrapped: new Secret("hidden-value"),
      deep: { list: [{ inner: new Secret("hidden-value") }], authorization: "hidden-value", token: "hidden-value" },
      text: `the key ${key} was used`,
      header: `Bearer ${"hiddenvalue".repeat(3)}`,
      address: "postgres://lumos:hidden-value@db/lumos",
      error: new Error(`failed with ${key}`, {
        cause: fault("internal", { internal: `Bearer ${"hiddenvalue".repeat(3)}` }),
      }),
    };
    for (const style of ["json", "people"] as const) {
      const line = logged(fields, style);
      ok(!/hidden-?value/.test(line), line);
      ok(!line.includes(key), line);
    }
  });

  test("a line is bounded, whatever it is given", () => {
    const cyclic: Record<string, unknown> = {
      long: "x".repeat(100_000),
      list: Array.from({ length: 10_000 }, () => "y"),
    };
    cyclic["self"] = cyclic;
    ok(logged(cyclic).length < 60_000);
  });
});

suite("secrets", () => {
  test("show a mark however they are looked at", () => {
    const secret = new Secret("hidden");
    for (const shown of [
      String(secret),
      `${secret}`,
      JSON.stringify({ secret }),
      inspect({ secret }),
      inspect(secret),
    ]) {
      ok(!shown.includes("hidden"), shown);
    }
    equal(secret.reveal(), "hidden");
  });
});

suite("faults", () => {
  test("what was thrown inside has no way out", () => {
    const made = asFault(new Error("connection to 10.0.0.7 refused"));
    equal(made.code, "internal");
    ok(!made.message.includes("10.0.0.7"));
    match(made.internal ?? "", /10\.0\.0\.7/);
    equal(asFault(made), made);
  });

  test("every row says enough to act on", () => {
    for (const [code, row] of Object.entries(FAULTS)) {
      ok(row.status >= 400 && row.status < 600, code);
      ok(row.exit >= 1 && row.exit <= 8, code);
      match(row.sentence, /^[A-Z].*\.$/, code);
    }
    deepEqual([FAULTS.policy_blocked.exit, FAULTS.budget_exhausted.exit, FAULTS.server_unreachable.exit], [5, 7, 8]);
  });
});
