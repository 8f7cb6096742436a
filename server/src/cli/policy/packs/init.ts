import { fault } from "../../../kernel/index.ts";
import type { Asked, Command } from "../../command.ts";
import { initFromTraffic } from "../traffic/from-traffic.ts";
import { initFromPacks } from "./from-packs.ts";

export const policyInitCommand: Command = {
  words: ["policy", "init"],
  summary: "Writes policies to begin with: from packs, or drafts from the traffic that was seen.",
  details:
    "DIR holds lumos.yaml; here when left out. A pack's names (tiers, teams, programs) are filled in with what the organization has, and it is said what it lacks. Nothing that is there is overwritten without --force.",
  positionals: [{ name: "DIR", summary: "Where lumos.yaml is; here when left out.", required: false }],
  flags: [
    { name: "pack", kind: "list", value: "NAME", summary: "The packs to write; `policy packs` lists them." },
    { name: "from-traffic", kind: "switch", summary: "Draft permits from what the server's records say was allowed." },
    { name: "since", kind: "text", value: "DURATION", summary: "How much of the traffic; 7d when left out." },
    { name: "min", kind: "text", value: "N", summary: "How often a use must have been seen; 5 when left out." },
    {
      name: "set",
      kind: "list",
      value: "KEY=NAME",
      summary: "What a pack's name stands for here: tier.safe=small+medium.",
    },
    {
      name: "stage",
      kind: "text",
      value: "STAGE",
      summary: "draft, shadow, canary or enforce. When left out: enforce for packs, shadow for traffic.",
    },
    { name: "force", kind: "switch", summary: "Write policies anew that are there." },
    { name: "dry-run", kind: "switch", summary: "Show what would be written." },
  ],
  examples: [
    "lumos policy init --pack cybersecurity,coding-agents ./acme",
    "lumos policy init --pack finance --set tier.safe=small+medium --dry-run",
    "lumos policy init --from-traffic --since 30d ./acme",
  ],
  run: init,
};

async function init(asked: Asked): Promise<number> {
  const packs = asked.flags.list("pack") ?? [];
  const traffic = asked.flags.has("from-traffic");
  if (traffic && packs.length > 0)
    throw fault("usage", { public: "Either --pack or --from-traffic, one after the other." });
  if (traffic) return initFromTraffic(asked);
  if (packs.length > 0) return initFromPacks(asked, packs);
  throw fault("usage", {
    public: "Say what to begin with: --pack NAME, or --from-traffic.",
    fix: `${asked.program} policy packs`,
  });
}
