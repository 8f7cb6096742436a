import { parentPort, workerData } from "node:worker_threads";
import { isTrap, loadCedar } from "../engine/reference.ts";
import { LIMITS } from "./limits.ts";
import type { CheckerData, FromChecker, PolicyText, RawProblem, ToChecker } from "./apart.ts";
import { type PolicyTree, childrenOf, nodeOf, policySetBuilder } from "../../cedar/index.ts";

/** Of one message: what the other side reads in one turn. */
const TREES = 25;

/*
 * Runs in a thread of its own that is thrown away: a policy may trap the engine or keep it busy, and neither
 * may touch decisions.
 */
if (parentPort) {
  const port = parentPort;
  const policies: PolicyText[] = [];
  let trees: FromChecker["trees"] = [];
  const send = (problems: RawProblem[]) =>
    port.postMessage({ problems, trees: trees.splice(0, TREES) } satisfies FromChecker, []);
  port.on("message", (message: ToChecker) => {
    if (message.kind === "more") {
      send([]);
      return;
    }
    policies.push(...message.policies);
    if (!message.last) return;
    const report = inspect(workerData as CheckerData, policies);
    trees = Object.entries(report.trees);
    send(report.problems);
  });
}

interface CheckReport {
  problems: RawProblem[];
  trees: Record<string, PolicyTree>;
}

function inspect(order: CheckerData, policies: readonly PolicyText[]): CheckReport {
  const progress = new Int32Array(order.progress);
  const problems: RawProblem[] = [];
  const trees = Object.create(null) as CheckReport["trees"];
  let cedar = loadCedar();

  /** A call that may trap; after a trap the next call gets a new instance. */
  const guarded = <T>(policy: string, call: () => T): T | undefined => {
    try {
      return call();
    } catch (error) {
      problems.push({ policy, message: "too complex for the policy engine", severity: "error", start: 0 });
      if (isTrap(error)) cedar = loadCedar();
      return undefined;
    }
  };

  policies.forEach(({ id, text }, place) => {
    Atomics.store(progress, 0, place);
    const answer = guarded(id, () => {
      // A set of its own, as decisions will hold it: what traps there must trap here.
      cedar.preparsePolicySet("probe", { staticPolicies: { [id]: text } });
      return cedar.policyToJson(text);
    });
    if (answer?.type === "failure") problems.push(...answer.errors.map((error) => raw(id, error)));
    else if (answer) {
      const tree = answer.json as unknown as PolicyTree;
      const unfit = unfitIn(tree.conditions.map(({ body }) => body)) ?? policySetBuilder([]).add(id, tree);
      // Not handed on: what it says elsewhere would be of another policy than the one that was written.
      if (unfit !== undefined) problems.push({ policy: id, message: unfit, severity: "error", start: 0 });
      else trees[id] = tree;
    }
  });

  const sound = policies.filter(({ id }) => trees[id] !== undefined);
  const validate = (some: readonly PolicyText[]): boolean => {
    try {
      const answer = cedar.validate({
        schema: order.schema,
        policies: { staticPolicies: Object.fromEntries(some.map(({ id, text }) => [id, text])) },
        validationSettings: { mode: "strict" },
      });
      if (answer.type === "failure") {
        for (const error of answer.errors) problems.push(raw(some[0]?.id ?? "", error));
        return true;
      }
      for (const { policyId, error } of answer.validationErrors) problems.push(raw(policyId, error));
      for (const { policyId, error } of answer.validationWarnings)
        problems.push({ ...raw(policyId, error), severity: "warning" });
      return true;
    } catch (error) {
      if (isTrap(error)) cedar = loadCedar();
      return false;
    }
  };
  Atomics.store(progress, 0, -1);
  // Together is several times faster; alone tells which one it is that cannot be borne.
  if (!validate(sound)) {
    sound.forEach((policy, place) => {
      Atomics.store(progress, 0, policies.indexOf(policy, place));
      if (!validate([policy]))
        problems.push({
          policy: policy.id,
          message: "too complex for the policy engine",
          severity: "error",
          start: 0,
        });
    });
  }
  return { problems, trees };
}

/** What Cedar takes and decisions must not hang on. */
// Guarantee: what passes the checks can be evaluated by both engines.
function unfitIn(expr: unknown, depth = 0): string | undefined {
  const op = nodeOf(expr)?.op;
  // Past twice that the reference may trap while it evaluates, for some requests and not for others.
  if (depth > LIMITS.depth) return `operations nested deeper than ${LIMITS.depth}, terms of chains among them`;
  // Part of an experiment of the engine's: it makes a policy that can never be evaluated.
  if (op === "unknown") return "`unknown` is not a function of policies";
  for (const child of childrenOf(expr)) {
    const found = unfitIn(child, op === undefined ? depth : depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

function raw(
  policy: string,
  error: { message: string; help: string | null; sourceLocations?: { label: string | null; start: number }[] },
): RawProblem {
  const place = error.sourceLocations?.[0];
  const details = [place?.label, error.help].filter((text) => typeof text === "string" && text !== "");
  return {
    policy,
    message: [error.message, ...details].join("; "),
    severity: "error",
    start: place?.start ?? 0,
  };
}
