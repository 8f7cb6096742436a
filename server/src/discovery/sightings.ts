import type { Sighting } from "../findings/index.ts";
import type { Discovered } from "./types.ts";

/* What of an inventory somebody should handle. */

const GRAVE = new Set(["secret-in-settings", "plain-http", "fetch-and-run"]);

/** Things nobody knows, once; blocked ones each time they are still there. */
export function sightingsOf(
  noted: { fresh: readonly Discovered[]; all: readonly Discovered[] },
  at: number,
): Sighting[] {
  const unknown = noted.fresh.filter((one) => one.class === "unknown" && one.kind !== "skill");
  const blocked = noted.all.filter((one) => one.class === "blocked");
  const secrets = noted.fresh.filter((one) => one.flags.includes("secret-in-settings"));
  return [
    ...unknown.map((one) => sighting(`discovery.unknown-${one.kind}`, one, severityOf(one), at)),
    ...blocked.map((one) => sighting(`discovery.blocked-${one.kind}`, one, "high", at)),
    ...secrets.map((one) => sighting("discovery.secret-in-settings", one, "medium", at)),
  ];
}

function severityOf(one: Discovered): Sighting["severity"] {
  if (one.flags.includes("disabled")) return "low";
  return one.flags.some((flag) => GRAVE.has(flag)) ? "medium" : "low";
}

function sighting(kind: string, one: Discovered, severity: Sighting["severity"], at: number): Sighting {
  const { principal, client, target, name, place, id } = one;
  return {
    key: JSON.stringify([kind, principal, target || name]),
    kind,
    severity,
    principal,
    subject: principal,
    team: "",
    workflow: "",
    at,
    through: false,
    count: 1,
    samples: [
      {
        decision: "",
        at,
        rule: target || name,
        detector: "scan",
        place: `${client} ${place}`,
        masked: name,
        confidence: 100,
        outcome: id,
      },
    ],
  };
}
