import { parentPort, workerData } from "node:worker_threads";
import { isTrap, loadCedar } from "../engine/reference.ts";
import { LIMITS } from "./limits.ts";
import type { CheckOrder, CheckReport, RawProblem } from "./check.ts";
import { type PolicyTree, childrenOf, nodeOf, policySetBuilder } from "../../cedar/index.ts";

/*
 * Runs in a thread of its own that is thrown away: a policy may trap the engine or keep it busy, and neither
 * may touch decisions.
 */
if (parentPort) {
  const order = workerData as CheckOrder;
  parentPort.postMessage(inspect(order), []);
}

function inspect(order: CheckOrder): CheckReport {
  const progress = new Int32Array(order.progress);
  const problems: RawProblem[] = [];
  const trees: CheckReport["trees"] = {};
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

  order.policies.forEach(({ id, text }, place) => {
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

  const sound = order.policies.filter(({ id }) => trees[id] !== undefined);
  const validate = (policies: typeof sound): boolean => {
    try {
      const answer = cedar.validate({
        schema: order.schema,
        policies: { staticPolicies: Object.fromEntries(policies.map(({ id, text }) => [id, text])) },
        validationSettings: { mode: "strict" },
      });
      if (answer.type === "failure") {
        for (const error of answer.errors) problems.push(raw(policies[0]?.id ?? "", error));
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
      Atomics.store(progress, 0, order.policies.indexOf(policy, place));
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
