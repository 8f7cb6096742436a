import { fault, parseDuration, systemClock } from "../../../kernel/index.ts";
import type { Asked } from "../../command.ts";
import { plain } from "../../table.ts";
import { type CaseText, withSection } from "../packs/case-text.ts";
import { type Draft, inStage, openFolder, refuseExisting, tryDraft, writeDraft } from "../packs/folder.ts";
import { draftPermits } from "./drafts.ts";
import { readTraffic } from "./seen.ts";
import { caseText, policyText } from "./text.ts";

const FILE = "from-traffic.cedar";
const SECTION = "the traffic";
const LEAST = 5;

/** Drafts permits from what was allowed lately, with cases that what was allowed stays allowed. */
export async function initFromTraffic(asked: Asked): Promise<number> {
  const until = systemClock.now();
  const since = until - spanOf(asked);
  const least = leastOf(asked);
  const folder = await openFolder(asked);
  const stage = asked.flags.text("stage") ?? "shadow";
  const force = asked.flags.has("force");
  refuseExisting(folder, { policies: [{ file: FILE, text: "" }], cases: undefined }, { force });
  const traffic = await readTraffic(await asked.client(), since);
  const { drafted, rare, gone } = draftPermits(traffic.seen, folder.declaration, least);
  if (drafted.length === 0)
    throw fault("usage", {
      public: `In ${traffic.calls} allowed calls nothing was seen ${least} times, so there is nothing to draft. Nothing was written.`,
      fix: `${asked.program} policy init --from-traffic --since 30d --min 1`,
    });
  const text = inStage(policyText({ drafted, rare, gone }, traffic, { since, until, least }), stage);
  const policies = [{ file: FILE, text }];

  const about = "What was allowed, and should stay so.";
  const draftWith = (cases: readonly CaseText[]): Draft => ({
    policies,
    cases: withSection(folder.cases, SECTION, about, cases),
  });
  const whole = traffic.seen.map((one, place) => caseText(one, place + 1, true));
  const first = await tryDraft(folder, draftWith(whole));
  const failed = new Set(first.results.filter(({ ok }) => !ok).map(({ name }) => name));
  // Which of several models answers may depend on what policy does not know: health, limits, weights.
  const looser = traffic.seen.map((one, place) => caseText(one, place + 1, !failed.has(whole[place]?.name ?? "")));
  const second = failed.size === 0 ? first : await tryDraft(folder, draftWith(looser));
  const contrary = new Set(second.results.filter(({ ok }) => !ok).map(({ name }) => name));
  const cases = looser.filter(({ name }) => !contrary.has(name));
  const leftOut = looser.filter(({ name }) => contrary.has(name)).map(({ name }) => name);

  const draft = draftWith(cases);
  const dry = asked.flags.has("dry-run");
  const written = dry ? [FILE] : await writeDraft(folder, draft, { force });
  const told = {
    written,
    calls: traffic.calls,
    stage,
    policies: drafted,
    rare,
    cases: { added: cases.length, leftOut },
  };
  if (asked.common.json) await asked.io.out(`${JSON.stringify(told, null, 2)}\n`);
  else {
    await asked.io.out(dry ? text : written.map((path) => `${plain(path)}\n`).join(""));
    if (!asked.common.quiet) {
      const passedOver = traffic.passedOver > 0 ? `, ${traffic.passedOver} of them of no model` : "";
      asked.io.say(
        `${count(drafted.length, "permit")} in stage ${stage} from ${count(traffic.calls, "allowed call")}${passedOver}; ${count(cases.length, "case")}.`,
      );
      if (rare.length > 0) asked.io.say(`Too rare, in comments: ${count(rare.length, "use")} (--min ${least}).`);
      for (const name of leftOut) asked.io.say(plain(`No longer allowed here, so not a case: ${name}`));
      asked.io.say(`${asked.program} policy test ${asked.positionals[0] ?? "."}`);
    }
  }
  return 0;
}

function count(number: number, one: string): string {
  return `${number} ${one}${number === 1 ? "" : "s"}`;
}

function spanOf(asked: Asked): number {
  const text = asked.flags.text("since") ?? "7d";
  const span = parseDuration(text);
  if (span === undefined || span <= 0)
    throw fault("usage", { public: `--since is a duration: 7d, 12h; not "${text}".` });
  return span;
}

function leastOf(asked: Asked): number {
  const text = asked.flags.text("min");
  if (text === undefined) return LEAST;
  if (!/^[1-9]\d{0,6}$/.test(text))
    throw fault("usage", { public: `--min is a whole number from 1 on, not "${text}".` });
  return Number(text);
}
