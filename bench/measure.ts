/* One measured window of one target. */
import type { Checked } from "./check.ts";
import { PLACES, setUrgent } from "./children.ts";
import type { GeneratorControl, MockControl } from "./control.ts";
import { NEW_VALUE } from "./load/bodies.ts";
import type { Job } from "./load/job.ts";
import { movements, scrape, timings } from "./metrics.ts";
import type { Sample } from "./results.ts";
import { SCENARIOS, type Scenario } from "./scenarios.ts";
import { type Target, startTarget } from "./targets/index.ts";

export interface Tools {
  mock: MockControl;
  generator: GeneratorControl;
  check: Checked | undefined;
  profile: "quick" | "full";
}

export async function measure(
  { scenario, target, repeat }: { scenario: Scenario; target: Target; repeat: number },
  { mock, generator, check: seen, profile }: Tools,
): Promise<Sample> {
  await mock.set({ events: scenario.events ?? 0, gapMs: scenario.gapMs ?? 0, keep: false });
  const before = target.name === "lumos" ? await scrape(target.port) : new Map<string, number>();
  const isLatency = scenario.load.kind === "open" || scenario.load.kind === "streams";
  const asUsual = [mock.child, generator.child, target.child];
  if (isLatency) for (const [place, child] of asUsual.entries()) setUrgent(child, place === 0 ? 2 : 1);
  const measured = await generator.perform(job({ scenario, target, repeat, check: seen, profile }));
  if (isLatency) for (const child of asUsual) setUrgent(child, undefined);
  const after = target.name === "lumos" ? await scrape(target.port) : new Map<string, number>();
  return {
    scenario: scenario.id,
    target: target.name,
    repeat,
    measured,
    timings: timings(before, after),
    movements: movements(before, after),
  };
}

export async function measureFresh(
  { scenario, target, repeat }: { scenario: Scenario; target: Target; repeat: number },
  tools: Tools,
): Promise<Sample | undefined> {
  const own = await startTarget(target.name, tools.mock.port);
  if ("reason" in own) return undefined;
  const first = SCENARIOS.find(({ id }) => id === "closed-2k-warm") ?? scenario;
  const short = { ...first, load: { kind: "closed", connections: 8 }, warmupMs: 100, windowMs: 500 } as const;
  try {
    if (own.child !== undefined) await measure({ scenario: short, target: own, repeat }, tools);
    return await measure({ scenario, target: own, repeat }, tools);
  } finally {
    await own.child?.stop();
  }
}

function job({
  scenario,
  target,
  repeat,
  check: seen,
  profile,
}: {
  scenario: Scenario;
  target: Target;
  repeat: number;
  check: Checked | undefined;
  profile: "quick" | "full";
}): Job {
  const isStream = scenario.load.kind === "streams";
  const shorter = profile === "quick" ? 0.35 : 1;
  return {
    load: scenario.load,
    port: target.port,
    path: target.path,
    headers: { ...target.headers, ...(scenario.newPurpose && { "x-lumos-purpose": NEW_VALUE }) },
    body: scenario.body,
    pid: target.child?.pid,
    processor: PLACES?.server ?? 0,
    warmupMs: isStream ? scenario.warmupMs : scenario.warmupMs * (shorter === 1 ? 1 : 0.5),
    windowMs: scenario.windowMs * shorter,
    events: (scenario.events ?? 0) + (seen?.streamEvents ?? 0),
    replyBytes: seen?.replyBytes ?? 0,
    // The same moments for every target, others in every repeat.
    seed: repeat + 1,
  };
}

/** Brings the target's code into the shape it has in service before anything is counted. */
export async function warmUp(target: Target, tools: Tools): Promise<void> {
  if (target.child === undefined) return;
  const long = tools.profile === "quick" ? 1_000 : 3_000;
  for (const id of ["closed-2k-warm", "streams-50"]) {
    const scenario = SCENARIOS.find((some) => some.id === id);
    if (scenario === undefined || !(id === "streams-50" ? tools.check?.streamWorks : tools.check?.plainWorks)) continue;
    const short = { ...scenario, warmupMs: 100, windowMs: long };
    await measure({ scenario: short, target, repeat: 999 }, tools);
  }
}
