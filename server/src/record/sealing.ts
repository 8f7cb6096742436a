import type { ApprovalTold, Sought } from "../approvals/index.ts";
import type { Limited } from "../budgets/index.ts";
import type { CandidateStory, GuardStory, Performance, UpstreamRefusal } from "../execution/index.ts";
import type { Chain, Refused } from "../identity/index.ts";
import type { JudgeStory } from "../judges/index.ts";
import {
  type Call,
  type CallProblem,
  type Fault,
  type FaultCode,
  FAULTS,
  type NanoUsd,
  timeOfId,
} from "../kernel/index.ts";
import type { AskedDecision, Decision, Obligation, Reason, Ruling, Told, WouldPass } from "../policy/index.ts";
import type { ConnectedModel } from "../registry/index.ts";
import type { Assessment } from "../risk/index.ts";
import type { Route } from "../routing/index.ts";
import type { Weighed } from "../sessions/index.ts";
import { type AskedAnswer, answerOf, completionOf, nothingPermits } from "./answering.ts";
import { askedOf } from "./asked.ts";
import type { Completion, Fate, Made } from "./body.ts";
import { costOfCall, costOfTries, withJudges } from "./cost.ts";
import type { Adjustment, Outcome, PublicWhy } from "./types.ts";
import { fallbackOf } from "./fell-back.ts";
import type { Answer, Refusal, Seal, SealParts, Sealing } from "./seal.ts";
import { codeOf, guardedOf, namesOf, rounded, wordOf } from "./outcomes.ts";
import { countStrangers } from "./strangers.ts";
import { type ToolStory, type UseEnd, useCompletion, usedOf, useRefusal } from "./uses.ts";
import { publicWhy, summaryOf } from "./why.ts";
import { sessionOf } from "./writer.ts";

type Said = ReturnType<typeof answerOf>;

/** How long a refusal waits for what policies in shadow would have said. */
const BESIDE_MS = 25;

export function makeSeal(parts: SealParts): Seal {
  const strangers = countStrangers(parts.clock);
  return { open: (call) => new OneSealing(parts, call, strangers) };
}

class OneSealing implements Sealing {
  readonly #parts: SealParts;
  readonly #strangerMayBeWritten: () => number | undefined;
  readonly #made: Made;
  #route: Route | undefined;
  /** Of a model call. */
  #decision: Decision | undefined;
  /** Of the use of a tool that is refused. */
  #tool: ToolStory | undefined;
  #word: Sought | undefined;
  #intended = false;
  /** Of the use of a tool: its intent, on its way to the disk. */
  #intent: Promise<void> | undefined;
  #settled = false;

  constructor(parts: SealParts, call: Call, strangerMayBeWritten: () => number | undefined) {
    this.#parts = parts;
    this.#strangerMayBeWritten = strangerMayBeWritten;
    this.#made = { call, at: timeOfId(call.id), org: "" };
  }

  chain(chain: Chain): Chain {
    this.#made.chain = chain;
    this.#made.org = chain.org;
    return chain;
  }

  assessment(assessment: Assessment): Assessment {
    this.#made.assessment = assessment;
    return assessment;
  }

  session(weighed: Weighed): Weighed {
    this.#made.session = weighed.session;
    this.#made.assessment = weighed.assessment;
    return weighed;
  }

  decision(decision: Decision): Decision {
    this.#decision = decision;
    this.#made.decision = decision;
    return decision;
  }

  likely(decision: Decision): Ruling {
    const ruling = decision.rulings[0] as Ruling;
    this.#made.likely = ruling;
    this.#made.likelyDecision = decision;
    return ruling;
  }

  judged(story: JudgeStory): void {
    (this.#made.judged ??= []).push(story);
  }

  intend(route: Route, after?: Promise<unknown>): Promise<void> {
    this.#route = route;
    if (!after) return this.#intend(route);
    const written = after.then(() => this.#intend(route));
    // Who broke it off knows why; whoever executes awaits it.
    written.catch(() => {});
    return written;
  }

  #intend(route: Route): Promise<void> {
    const first = route.candidates.find((candidate) => candidate.skip === undefined);
    this.#made.obligations = first?.ruling.outcome === "allowed" ? first.ruling.obligations : [];
    this.#intended = true;
    const written = this.#parts.writer.intend(this.#made);
    // Whoever executes awaits it; when nobody does, it must not end the process.
    written.catch((error: unknown) => {
      this.#parts.log.error("a decision could not be written", { call: this.#made.call.id, error });
    });
    return written;
  }

  async settle(performance: Performance): Promise<void> {
    if (this.#settled) return;
    this.#settled = true;
    await this.#parts.writer.seal(this.#made, this.#completion(performance, codeOf(performance)));
    this.#count("allowed", performance.result, codeOf(performance), performance);
  }

  async close(performance: Performance): Promise<Answer> {
    try {
      await this.settle(performance);
    } catch (error) {
      this.#parts.log.error("an outcome could not be written", { call: this.#made.call.id, error });
    }
    return { refusal: performance.refusal && this.#upstreamFailed(performance.refusal) };
  }

  headers(model: ConnectedModel, lost: readonly string[]): Record<string, string> {
    const adjusted = this.#adjusted(model);
    return {
      ...this.#baseHeaders("allowed"),
      ...(adjusted.length > 0 ? { "x-lumos-adjusted": adjusted.join(",") } : {}),
      "x-lumos-tier": model.tier,
      "x-lumos-model": model.id,
      ...(lost.length > 0 ? { "x-lumos-lossy": lost.join(",") } : {}),
    };
  }

  unrecognized(refused: Refused): Promise<Refusal> {
    this.#made.org = refused.org ?? this.#parts.soleOrganization() ?? "";
    const more = this.#strangerMayBeWritten();
    const summary = `No valid credential: ${refused.because}.${more ? ` ${more} more like it were only counted.` : ""}`;
    return this.#refuse({
      code: "unauthenticated",
      outcome: "blocked",
      message: FAULTS.unauthenticated.sentence,
      summary,
      write: more !== undefined,
    });
  }

  invalid(problem: CallProblem): Promise<Refusal> {
    return this.#refuse({ code: problem.code, outcome: "blocked", message: problem.message, param: problem.param });
  }

  unknownModel(): Promise<Refusal> {
    const name = askedOf(this.#made.call).m.slice(0, 200);
    return this.#refuse({
      code: "not_found",
      outcome: "blocked",
      message: `There is no model or route "${name}" for you. GET /v1/models lists what you may use.`,
      param: "model",
    });
  }

  async notAllowed(wouldPass: WouldPass[], ran: readonly CandidateStory[] = []): Promise<Refusal> {
    this.#made.wouldPass = wouldPass;
    const decision = this.#decision as Decision;
    await besideOf(decision);
    const pending = decision.outcome === "pending";
    const needs = decision.rulings.flatMap((ruling) => (ruling.outcome === "pending" ? ruling.needs : []));
    const reasons = this.#decidingReasons();
    const word = pending ? wordOf(this.#word) : undefined;
    const message = summaryOf({
      outcome: word?.outcome ?? decision.outcome,
      result: "refused",
      reasons,
      needs: [...new Set(needs)],
    });
    const first = reasons[0];
    const refusal = await this.#refuse({
      code: word?.code ?? (pending ? "approval_required" : "policy_blocked"),
      outcome: word?.outcome ?? decision.outcome,
      message:
        first === undefined || pending
          ? [message, word?.message].filter(Boolean).join(" ")
          : `${message} (policy ${namesOf(reasons)})`,
      withWhy: true,
      ran,
    });
    return word?.retryAfterS === undefined ? refusal : { ...refusal, retryAfterS: word.retryAfterS };
  }

  approval(word: Sought): void {
    this.#word = word;
  }

  usedUp(): Promise<Refusal> {
    return this.#refuse({
      code: "approval_required",
      outcome: "pending",
      message:
        "The approval of this call was used up, taken back or ran out meanwhile. Send the call again to ask anew.",
      withWhy: true,
    });
  }

  async limited(limited: Limited): Promise<Refusal> {
    const refusal = await this.#refuse({
      code: limited.code ?? "rate_limited",
      outcome: "blocked",
      message: limited.message,
    });
    return { ...refusal, retryAfterS: limited.retryAfterS, standing: limited.standing };
  }

  use(decision: Decision<Told>): Decision<Told> {
    this.#made.decision = decision;
    return decision;
  }

  intendUse(): Promise<void> {
    const [ruling] = this.#made.decision?.rulings ?? [];
    this.#made.obligations = ruling?.outcome === "allowed" ? ruling.obligations : [];
    this.#intended = true;
    this.#intent = this.#parts.writer.intend(this.#made);
    return this.#intent;
  }

  async closeUse(end: UseEnd): Promise<Readonly<Record<string, string>>> {
    const completion = this.#useCompletion(end);
    // Guarantee: nobody hears how a use ended before its intent and its end are written down.
    if (this.#intended) await Promise.all([this.#intent, this.#parts.writer.seal(this.#made, completion)]);
    else await this.#parts.writer.refuse(this.#made, "allowed", completion);
    this.#settled = true;
    this.#count("allowed", end.result, end.code, undefined, end.guard);
    const adjusted = end.adjusted && end.adjusted.length > 0 ? { "x-lumos-adjusted": end.adjusted.join(",") } : {};
    return { ...this.#baseHeaders("allowed"), ...adjusted };
  }

  async failedUse(end: UseEnd & { code: FaultCode }, message: string): Promise<Refusal> {
    const headers = await this.closeUse({ ...end, summary: end.summary ?? message });
    const { code } = end;
    const { status } = FAULTS[code];
    return { code, status, message, param: undefined, why: undefined, retryAfterS: undefined, headers: { ...headers } };
  }

  unknownTool(name: string): Promise<Refusal> {
    return this.#refuse({ code: "not_found", outcome: "blocked", message: `Unknown tool: ${name.slice(0, 200)}` });
  }

  async useNotAllowed(story: ToolStory, { message }: { message?: string } = {}): Promise<Refusal> {
    const decision = this.#made.decision as Decision<Told>;
    await besideOf(decision);
    const { tool, ...how } = useRefusal(decision, { story, message, reasons: this.#decidingReasons() });
    this.#tool = tool;
    return this.#refuse({ ...how, withWhy: true });
  }

  #useCompletion(end: UseEnd): Completion {
    const took = this.#parts.clock.elapsed() - this.#made.call.startedAt;
    return useCompletion(this.#made.decision, end, took);
  }

  about(chain: Chain): Chain {
    const asker = this.#made.chain?.links[0]?.ref;
    if (asker !== undefined && !chain.links.some(({ ref }) => ref === asker)) this.#made.asker = asker;
    this.#made.chain = chain;
    return chain;
  }

  async answer(decision: AskedDecision): Promise<AskedAnswer> {
    this.#made.decision = decision;
    await besideOf(decision);
    const said = answerOf(decision);
    this.#made.obligations = [...said.obligations];
    const known = decision.rulings.every(({ reasons }) => reasons.every(({ policy }) => policy !== "unknown-resource"));
    return this.#answer(said, known ? said : nothingPermits(said.reasons[0]?.principal ?? ""));
  }

  unanswerable(summary: string): Promise<AskedAnswer> {
    const said = nothingPermits("");
    return this.#answer(said, said, summary);
  }

  async #answer(said: Said, heard: Said, summary?: string): Promise<AskedAnswer> {
    const took = this.#parts.clock.elapsed() - this.#made.call.startedAt;
    const completion = { ...completionOf(said, took, summary), ...this.#shadow() };
    await this.#parts.writer.refuse(this.#made, said.outcome, completion);
    this.#settled = true;
    this.#count(said.outcome, completion.result, completion.code);
    return { ...heard, id: this.#made.call.id, headers: this.#baseHeaders(said.outcome) };
  }

  async searched(summary: string): Promise<{ id: string; headers: Record<string, string> }> {
    const said: Said = { outcome: "allowed", reasons: [], obligations: [], needs: [], chosen: undefined };
    const { id, headers } = await this.#answer(said, said, summary);
    return { id, headers: { ...headers } };
  }

  forbidden(message: string): Promise<Refusal> {
    return this.#refuse({ code: "forbidden", outcome: "blocked", message });
  }

  failed(fault: Fault): Promise<Refusal> {
    return this.#refuse({
      code: fault.code,
      outcome: "blocked",
      message: fault.message,
      result: "failed",
      param: fault.param,
      write: !this.#settled,
    });
  }

  #upstreamFailed(refusal: UpstreamRefusal): Refusal {
    return {
      code: refusal.code,
      status: refusal.status,
      message: refusal.message,
      param: undefined,
      why: undefined,
      retryAfterS: refusal.retryAfterS,
      standing: refusal.standing,
      headers: this.#baseHeaders("allowed"),
    };
  }

  async #refuse(how: {
    code: FaultCode;
    outcome: Outcome;
    message: string;
    summary?: string;
    param?: string | undefined;
    result?: "refused" | "failed";
    withWhy?: boolean;
    ran?: readonly CandidateStory[];
    write?: boolean;
  }): Promise<Refusal> {
    const completion = this.#completion(
      {
        result: how.result ?? "refused",
        refusal: undefined,
        candidates: [...(how.ran ?? [])],
        taken: undefined,
        usage: undefined,
        firstByteMs: undefined,
        upstreamMs: undefined,
      },
      how.code,
      how.summary ?? how.message,
    );
    if (how.write !== false) {
      try {
        if (this.#intended) await this.#parts.writer.seal(this.#made, completion);
        else await this.#parts.writer.refuse(this.#made, how.outcome, completion);
      } catch (error) {
        // Nothing was answered, so refusing without a record gives nobody anything; the log is the last witness.
        this.#parts.log.error("a refusal could not be written", { call: this.#made.call.id, code: how.code, error });
      }
    }
    this.#count(how.outcome, completion.result, how.code);
    return {
      code: how.code,
      status: FAULTS[how.code].status,
      message: how.message,
      param: how.param,
      why: how.withWhy ? this.#why(how.outcome, how.message) : undefined,
      retryAfterS: undefined,
      headers: this.#baseHeaders(how.outcome),
    };
  }

  #completion(performance: Performance, code: string, summary?: string): Completion {
    const { taken } = performance;
    return {
      result: performance.result,
      code,
      summary:
        summary ??
        performance.refusal?.message ??
        performance.guard?.stopped?.why ??
        summaryOf({
          outcome: "allowed",
          result: performance.result,
          reasons: taken && this.#fellBack(taken) ? this.#decidingReasons() : [],
          model: taken?.id ?? "",
        }),
      adjusted: taken ? this.#adjusted(taken, performance.guard) : [],
      model: taken?.id ?? "",
      tier: taken?.tier ?? "",
      fates: performance.candidates.map((story) => this.#fateOf(story)),
      ...this.#shadow(),
      // The intent has those of the candidate that was to be tried first.
      ...(taken && this.#fellBack(taken) ? { obligations: this.#obligationsOf(taken) } : {}),
      ...(this.#route?.orderedBy === undefined ? {} : { orderedBy: this.#route.orderedBy }),
      usage: performance.usage,
      ...(performance.cache === undefined ? {} : { cache: performance.cache }),
      ...(performance.similar === undefined ? {} : { similar: performance.similar }),
      ...(performance.guard === undefined ? {} : { guard: performance.guard }),
      ...(performance.pseudonyms === undefined ? {} : { pseudonyms: performance.pseudonyms }),
      ...(this.#tool === undefined ? {} : { tool: this.#tool }),
      ...(this.#approval ? { approval: { id: this.#approval.id, state: this.#approval.state } } : {}),
      ...this.#cost(performance),
      totalMs: Math.round(this.#parts.clock.elapsed() - this.#made.call.startedAt),
      firstByteMs: rounded(performance.firstByteMs),
      upstreamMs: rounded(performance.upstreamMs),
    };
  }

  /** What is known by now of what is found beside the decision; a call never waits long for it. */
  #shadow(): Pick<Completion, "shadow"> {
    const would = this.#made.decision?.beside?.would;
    return would && would.length > 0 ? { shadow: would } : {};
  }

  #cost(performance: Performance): ReturnType<typeof costOfCall> {
    const { call, likely } = this.#made;
    // Answering a question uses nothing that has a price, and using a tool nothing that is known to have one.
    if (call.kind !== "model") return { costNanoUsd: 0 as NanoUsd };
    const cost = costOfCall(performance, call, (id) => this.#candidate(id), likely?.candidate);
    return withJudges(cost, this.#made.judged ?? []);
  }

  #candidate(id: string): ConnectedModel | undefined {
    return this.#decision?.rulings.find((ruling) => ruling.candidate.id === id)?.candidate;
  }

  #fateOf(story: Performance["candidates"][number]): Fate {
    const { tier: _tier, provider: _provider, ruling: _ruling, reasons: _reasons, ...fate } = story;
    const model = fate.spent && this.#candidate(fate.model);
    return model && fate.spent ? { ...fate, spentNanoUsd: costOfTries(model, fate.spent, this.#made.call.at) } : fate;
  }

  #adjusted(model: ConnectedModel, guard?: GuardStory): Adjustment[] {
    const adjusted: Adjustment[] = [];
    const obligations = this.#obligationsOf(model);
    if (this.#fellBack(model)) adjusted.push("fallback");
    if (obligations.some((obligation) => obligation.startsWith("redact:")) || guard?.redacted)
      adjusted.push("redacted");
    if (obligations.some((obligation) => obligation.startsWith("limit:"))) adjusted.push("restricted");
    const unjudged = this.#made.judged?.some(({ rule }) => rule === "allow") === true;
    if (this.#made.assessment?.assessed === false || unjudged || guard?.uninspected) adjusted.push("degraded");
    return adjusted;
  }

  #obligationsOf(model: ConnectedModel): Obligation[] {
    const ruling = this.#decision?.rulings.find((one) => one.candidate.id === model.id);
    return ruling?.outcome === "allowed" ? ruling.obligations : [];
  }

  /** Another model than the one that answers when nothing is in the way: the route's first, or that of its order. */
  #fellBack(model: ConnectedModel): boolean {
    return (this.#route?.first ?? this.#decision?.rulings[0]?.candidate)?.id !== model.id;
  }

  #decidingReasons(): Reason[] {
    return (this.#made.decision?.rulings ?? [])
      .filter((ruling) => ruling.outcome !== "allowed")
      .flatMap((ruling) => ruling.reasons.filter((reason) => reason.effect !== "permit"));
  }

  #why(outcome: Outcome, summary: string): PublicWhy {
    return publicWhy({
      id: this.#made.call.id,
      outcome,
      summary,
      reasons: this.#decidingReasons(),
      findings: this.#made.assessment?.findings ?? [],
      wouldPass: this.#made.wouldPass ?? [],
      approval: this.#approval,
    });
  }

  get #approval(): ApprovalTold | undefined {
    return this.#word && "approval" in this.#word ? this.#word.approval : undefined;
  }

  #baseHeaders(outcome: Outcome): Record<string, string> {
    return {
      ...(this.#approval ? { "x-lumos-approval": this.#approval.id } : {}),
      "x-lumos-decision": this.#made.call.id,
      "x-lumos-outcome": outcome,
      "x-lumos-session": sessionOf(this.#made),
    };
  }

  #count(outcome: Outcome, result: string, code: string, performance?: Performance, guard = performance?.guard): void {
    const ms = this.#parts.clock.elapsed() - this.#made.call.startedAt;
    const { taken } = performance ?? {};
    const team = this.#made.chain?.links[0]?.teams[0] ?? "";
    const fallback =
      performance && taken && this.#fellBack(taken)
        ? fallbackOf(this.#route?.first, taken, performance.candidates, team)
        : undefined;
    const { call } = this.#made;
    this.#parts.ended({
      kind: call.kind,
      outcome,
      result,
      code,
      ms,
      ...(fallback === undefined ? {} : { fallback }),
      ...(guard ? { guarded: guardedOf(guard) } : {}),
      ...(call.kind === "tool" || call.kind === "hook"
        ? { used: usedOf(call.ask, this.#made.decision !== undefined) }
        : {}),
    });
  }
}

/** A refusal is written at once: it gives what looks beside a moment to finish. */
function besideOf({ beside }: Pick<Decision, "beside">): Promise<void> | undefined {
  if (!beside || beside.would) return undefined;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, BESIDE_MS);
  });
  return Promise.race([beside.settled, late]).finally(() => clearTimeout(timer));
}
