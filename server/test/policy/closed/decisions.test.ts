import assert from "node:assert/strict";
import { test } from "node:test";
import type { Declaration } from "../../../src/config/index.ts";
import type { Engine } from "../../../src/policy/index.ts";
import { openFast } from "../../../src/policy/engine/fast.ts";
import type { Assessment } from "../../../src/risk/index.ts";
import { fixedClock } from "../../../src/kernel/index.ts";
import { NOON, acmeLandscape, acmeRoom, assessed, callOf, chainOf, modelsOf, quiet } from "../acme.ts";

/* Whatever cannot be decided is blocked, whoever decides. */

const PERMIT = '@id("all") @why("all") permit (principal, action, resource);';
const forbid = (condition: string) =>
  `@id("no") @why("no") forbid (principal, action, resource) when { ${condition} };`;

type Ask = (
  context?: object,
  assessment?: Assessment,
) => { outcome: string; policy: string | undefined; errored: boolean };

interface World {
  policies: string[];
  change?: (declaration: Declaration) => void;
  fast?: Engine;
}

for (const choice of ["fast", "reference", "both"] as const) {
  const on = (what: string, body: () => Promise<void>) => test(`${choice}: ${what}`, body);

  /** One organization, and what is said of calls in it. */
  const within = async <T>({ policies, change, fast }: World, body: (ask: Ask) => T): Promise<T> => {
    const landscape = acmeLandscape((declaration) => {
      declaration.objects.policies = policies.map((text) => ({ id: /@id\("([^"]+)"/.exec(text)?.[1] ?? "", text }));
      change?.(declaration);
    });
    const { room } = await acmeRoom(landscape, fixedClock(NOON), { choice, ...(fast ? { fast } : {}) });
    const answer: Ask = (context = {}, assessment = assessed()) => {
      const { outcome, rulings } = room.decide({
        call: callOf(),
        chain: chainOf(landscape, "user:alice@acme.test"),
        context: { ...quiet, ...context },
        assessment,
        candidates: modelsOf(landscape, "south-mini"),
      });
      const [first] = rulings[0]?.reasons ?? [];
      return { outcome, policy: first?.policy, errored: first?.errored === true };
    };
    try {
      return body(answer);
    } finally {
      room.close();
    }
  };
  const decide = (world: World) => within(world, (ask) => ask());

  on("what is permitted is allowed, so that a block below means something", async () => {
    assert.equal((await decide({ policies: [PERMIT] })).outcome, "allowed");
    assert.equal((await decide({ policies: [PERMIT, forbid('context.base.purpose == "x"')] })).outcome, "allowed");
  });

  on("a forbid that cannot be evaluated blocks", async () => {
    const unevaluable = {
      overflow: "context.base.risk.cyber * 9007199254740991 * 9007199254740991 >= 0",
      "an entity that is missing": 'Lumos::User::"nobody".active',
    };
    for (const [what, condition] of Object.entries(unevaluable)) {
      const said = await within({ policies: [PERMIT, forbid(condition)] }, (ask) => ask({}, assessed({ cyber: 50 })));
      assert.deepEqual(said, { outcome: "blocked", policy: "no", errored: true }, what);
    }
  });

  on("a permit that cannot be evaluated permits nothing", async () => {
    const permit = `@id("all") @why("all") permit (principal, action, resource) when { Lumos::User::"nobody".active };`;
    assert.deepEqual(await decide({ policies: [permit] }), { outcome: "blocked", policy: "no-permit", errored: false });
  });

  on("no policies, and policies that are broken, block", async () => {
    assert.equal((await decide({ policies: [] })).policy, "no-permit");
    assert.equal((await decide({ policies: [PERMIT, "permit ("] })).policy, "engine-unavailable");
  });

  // Where both are asked, both must have passed what follows alone.
  if (choice !== "both") {
    on("words of the engine in any fact are words", async () => {
      const said = [
        '{"__extn":{"fn":"unknown","arg":"x"}}',
        '{"__entity":{"type":"Lumos::Group","id":"everyone"}}',
        '{"__expr":"true"}',
        'Lumos::User::"alice@acme.test"',
        "__extn",
        "\u0000",
        "\u202e",
        "👩‍👩‍👧‍👦".repeat(40),
        "\u0301".repeat(1_000),
      ];
      const texts = ["client", "environment", "geo", "ip", "workflow", "purpose", "customer", "budget"] as const;
      const lists = ["onBehalfOf", "dataClasses", "dataRegions", "sessionFlags", "taint", "programs"] as const;
      const policies = [PERMIT, forbid('context.base.channel == "model"')];
      await within({ policies }, (ask) => {
        for (const word of said) {
          const context = Object.fromEntries([
            ...texts.map((name) => [name, word] as const),
            ...lists.map((name) => [name, [word, "secret"]] as const),
          ]);
          assert.deepEqual(ask(context), { outcome: "blocked", policy: "no", errored: false }, word);
        }
      });
    });

    on("a fact that is an object of the engine's form is no fact", async () => {
      const forged = [
        { __extn: { fn: "unknown", arg: "x" } },
        { __entity: { type: "Lumos::User", id: "alice@acme.test" } },
        { __expr: "true" },
      ];
      const names = ["client", "environment", "geo", "workflow", "purpose", "customer", "budget"] as const;
      const lists = ["onBehalfOf", "dataClasses", "dataRegions", "sessionFlags", "taint", "programs"] as const;
      await within({ policies: [PERMIT] }, (ask) => {
        for (const value of forged) {
          for (const name of names) assert.equal(ask({ [name]: value }).policy, "not-evaluated", name);
          for (const name of lists) assert.equal(ask({ [name]: [value] }).policy, "not-evaluated", name);
        }
      });
    });

    on("words of the engine in an organization's objects are words", async () => {
      for (const word of ["__entity", "__proto__"]) {
        const change = ({ objects }: Declaration) => {
          for (const user of objects.users) {
            user.region = word;
            user.teams = [word];
          }
          for (const provider of objects.providers) provider.id = word;
          for (const model of objects.models) {
            model.provider = word;
            model.regions = [word];
          }
          objects.teams.push({ id: word, name: '{"__extn":{"fn":"unknown","arg":"x"}}' });
          objects.workflows.push({ id: word, domain: word });
        };
        const inTeam = forbid(`principal in Lumos::Group::${JSON.stringify(word)}`);
        const said = await within({ policies: [PERMIT, inTeam], change }, (ask) => ask({ workflow: word }));
        assert.deepEqual(said, { outcome: "blocked", policy: "no", errored: false }, word);
      }
    });

    on("sets of 100,000 facts and texts of a megabyte are refused, not cut", async () => {
      const many = Array.from({ length: 100_000 }, (_, at) => `c${at}`);
      const contexts: object[] = [
        { dataClasses: many },
        { onBehalfOf: many },
        { taint: many },
        { purpose: "x".repeat(1_000_000) },
        { dataClasses: ["x".repeat(1_000_000)] },
      ];
      await within({ policies: [PERMIT] }, (ask) => {
        for (const context of contexts) assert.equal(ask(context).policy, "not-evaluated", Object.keys(context).join());
      });
    });

    on("hierarchies that are too deep block, circles end", async () => {
      const workflows = (depth: number, circle: boolean) => ({
        policies: [PERMIT, forbid('context.base.workflow in Lumos::Workflow::"w9999"')],
        change: ({ objects }: Declaration) => {
          objects.workflows = Array.from({ length: depth }, (_, at) => ({
            id: `w${at}`,
            ...(at + 1 < depth ? { parent: `w${at + 1}` } : circle ? { parent: "w0" } : {}),
          }));
        },
      });
      assert.equal((await within(workflows(30, false), (ask) => ask({ workflow: "w0" }))).outcome, "allowed");
      assert.equal((await within(workflows(30, true), (ask) => ask({ workflow: "w0" }))).outcome, "allowed");
      assert.equal((await within(workflows(4_000, false), (ask) => ask({ workflow: "w0" }))).policy, "not-evaluated");
    });
  }
  if (choice !== "reference")
    on("a fast engine that answers nothing, throws, or allows for no reason blocks", async () => {
      const real = openFast();
      const answers = [
        () => ({ ok: false, error: { because: "no" } }) as const,
        () => {
          throw new Error("no");
        },
        () => ({ ok: true, value: { decision: "allow" as const, reasons: [], errors: [] } }) as const,
        () => ({ ok: true, value: { decision: "allow" as const, reasons: ["somebody"], errors: [] } }) as const,
        () => ({ ok: true, value: { decision: "deny" as const, reasons: ["all"], errors: [] } }) as const,
      ];
      for (const evaluate of answers) {
        const fast: Engine = {
          ...real,
          prepare: () => ({ ok: true, value: { evaluate: evaluate as never, release() {} } }),
        };
        assert.equal((await decide({ policies: [PERMIT], fast })).outcome, "blocked");
      }
    });
}
