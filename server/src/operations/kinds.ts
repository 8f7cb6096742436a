import { type ObjectKind, type Role, ROLES } from "../config/index.ts";
import { AUTHORS } from "./duties.ts";

/** One row a kind of object: what it is called and who may read and change it. Five operations come of each. */
export interface KindRow {
  kind: ObjectKind;
  /** For sentences: "an agent". */
  one: string;
  read: readonly Role[];
  write: readonly Role[];
  /** Who may write those that are their own: whose `owner` they are. */
  own?: readonly Role[];
}

/** Whoever has any role may see what there is to use; only people without one go through the doors alone. */
const ANY: readonly Role[] = ROLES;
const OWNER: readonly Role[] = ["owner"];
const SECURITY: readonly Role[] = ["owner", "security_admin"];
const PEOPLE: readonly Role[] = ["owner", "identity_admin"];

export const KINDS: readonly KindRow[] = [
  { kind: "tiers", one: "a tier", read: ANY, write: OWNER },
  {
    kind: "providers",
    one: "a provider",
    read: ["owner", "security_admin", "policy_author", "auditor"],
    write: OWNER,
  },
  { kind: "models", one: "a model", read: ANY, write: OWNER },
  { kind: "routes", one: "a route", read: ANY, write: OWNER },
  { kind: "judges", one: "a judge", read: ["owner", "security_admin", "policy_author", "auditor"], write: SECURITY },
  { kind: "teams", one: "a team", read: ANY, write: PEOPLE },
  {
    kind: "users",
    one: "a user",
    read: ["owner", "security_admin", "policy_author", "approver", "identity_admin", "auditor"],
    write: PEOPLE,
  },
  { kind: "applications", one: "an application", read: ANY, write: PEOPLE, own: ["developer"] },
  { kind: "agents", one: "an agent", read: ANY, write: PEOPLE, own: ["developer"] },
  { kind: "workflows", one: "a workflow", read: ANY, write: OWNER },
  {
    kind: "programs",
    one: "a program of trusted access",
    read: ["owner", "security_admin", "policy_author", "approver", "auditor"],
    write: SECURITY,
  },
  { kind: "servers", one: "a server", read: ANY, write: OWNER },
  { kind: "connections", one: "a connection", read: ANY, write: SECURITY },
  { kind: "budgets", one: "a budget", read: ["owner", "security_admin", "auditor", "finops"], write: OWNER },
  { kind: "limits", one: "a limit", read: ANY, write: OWNER },
  { kind: "alerts", one: "an alert", read: ["owner", "security_admin", "auditor"], write: SECURITY },
  {
    kind: "detectors",
    one: "a detector",
    // Words may be secrets of their own: names of projects and customers.
    read: ["owner", "security_admin", "auditor"],
    write: SECURITY,
  },
  {
    kind: "policies",
    one: "a policy",
    read: ["owner", "security_admin", "policy_author", "approver", "auditor"],
    // Drafts and shadow policies alone, where there is more than one of these (duties.ts).
    write: AUTHORS,
  },
];
