// How long sets of policies of several sizes take to analyze and compare. `node bench/micro/analyze.ts [SIZE...]`
import { fixedClock } from "../../server/src/kernel/index.ts";
import { analystOf } from "../../server/src/policy/index.ts";
import { NOON, acmeLandscape, acmePolicies } from "../../server/test/policy/acme.ts";

const TEAMS = ["eng", "security", "support", "contractors"];
const CLASSES = ["phi", "source-code", "pii.card", "export"];

/** Grants and caps as teams write them, each a little different, around those of acme. */
function policiesOf(count: number) {
  const own = acmePolicies();
  const more = Array.from({ length: Math.max(0, count - own.length) }, (_, i) => {
    const team = TEAMS[i % TEAMS.length];
    const head = (id: string) => `@id("${id}") @why("w")`;
    const bodies = [
      `permit(principal in Lumos::Group::"${team}", action in Lumos::Action::"use_model", resource) when { context.base.purpose == "p${i}" && context.base.mfaAgeS < ${600 + i} };`,
      `forbid(principal, action in Lumos::Action::"use_model", resource in Lumos::Tier::"frontier") when { context.base.customer == "c${i}" && context.base.risk.cyber >= ${i % 100} };`,
      `forbid(principal is Lumos::Agent, action in Lumos::Action::"use_tool", resource) when { context.base.dataClasses.contains("${CLASSES[i % 4]}") && context.batch > ${i} };`,
      `@obligation("retain:${1 + (i % 90)}d") forbid(principal, action in Lumos::Action::"use_model", resource) when { context.base.client == "k${i}" && context.base.sessionRisk > ${i % 100} } unless { context.base.fulfilled.contains("retain:${1 + (i % 90)}d") };`,
    ];
    return { id: `g${i}`, text: `${head(`g${i}`)} ${bodies[i % bodies.length]}` };
  });
  return [...own.slice(0, count), ...more];
}

const sizes = process.argv.slice(2).map(Number);
for (const count of sizes.length > 0 ? sizes : [20, 100, 1_000]) {
  const policies = policiesOf(count);
  const landscape = acmeLandscape(({ objects }) => {
    objects.policies = policies;
  });
  const analyst = analystOf(landscape, fixedClock(NOON));
  const changed = policies.map(({ id, text }) => ({
    id,
    text: text.replaceAll("risk.cyber >= 60", "risk.cyber >= 70"),
  }));
  const same = policies.map(({ id, text }) => ({
    id,
    text: text.replace(
      `context.base.dataClasses.contains("secret")`,
      `!(!context.base.dataClasses.contains("secret"))`,
    ),
  }));
  const timed = async (what: string, work: () => Promise<string>) => {
    const start = performance.now();
    const said = await work();
    console.log(
      `${String(count).padStart(5)} policies  ${what.padEnd(36)} ${((performance.now() - start) / 1_000).toFixed(2)} s  ${said}`,
    );
  };
  const relation = (found: { relation: string; ms?: number } | undefined) =>
    `${found?.relation} (${found?.ms} ms of proof)`;
  await timed("analyze", async () => {
    const { found } = await analyst.analyze("acme");
    return `${found?.findings.length} findings, ${found?.undecided.length} undecided (${found?.ms} ms in the thread)`;
  });
  await timed("compare, nothing changed", async () => relation((await analyst.compare("acme", policies)).found));
  await timed("compare, the same in other words", async () => relation((await analyst.compare("acme", same)).found));
  await timed("compare, a threshold raised", async () => relation((await analyst.compare("acme", changed)).found));
  await timed(
    "who can reach frontier",
    async () => `${(await analyst.whoCan("acme", { tier: "frontier" })).ms} ms in the thread`,
  );
}
