import { baseContext, modelContext } from "../../../src/policy/rulings/facts.ts";
import { uid } from "../../../src/policy/rulings/vocabulary.ts";
import { NOON, assessed, quiet } from "../acme.ts";

const facts = { ...quiet, now: NOON, ...assessed(), fulfilled: [] };
const base = baseContext(facts, []);
if (!base.ok) throw new Error(base.error);

/** A call that has nothing special about it, as the engines are asked about it. */
export const QUESTION = {
  request: {
    principal: uid("User", "u"),
    action: uid("Action", "invoke"),
    resource: uid("Model", "m"),
    context: modelContext(facts, base.value),
  },
  entities: [
    { uid: uid("User", "u"), attrs: { email: "", region: "", roles: [], active: true }, parents: [] },
    { uid: uid("Model", "m"), attrs: { provider: "p", regions: [], selfHosted: false, retentionDays: 0 }, parents: [] },
  ],
};
