import { stringify } from "yaml";
import { toldFacts } from "../../../policy/index.ts";
import { plain } from "../../table.ts";
import type { CaseText } from "../packs/case-text.ts";
import type { Drafted, Rare } from "./drafts.ts";
import type { Seen, Traffic } from "./seen.ts";

/* What was seen, as policies and cases that people read. */

const SHOWN = 5;

/** The whole of a file of drafts. */
export function policyText(
  { drafted, rare, gone }: { drafted: readonly Drafted[]; rare: readonly Rare[]; gone: readonly string[] },
  traffic: Traffic,
  span: { since: number; until: number; least: number },
): string {
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  const head = [
    `// Drafted from ${traffic.calls} allowed calls between ${day(span.since)} and ${day(span.until)}. Blocked and waiting calls were not looked at.`,
    "// A permit is for a whole team, also for those of it who were not seen. Compare them with what your teams should",
    "// do, take out what nobody needs, and then enforce them in place of broader permits.",
    ...(traffic.cut ? ["// There were more calls than were read; these are the newest ones."] : []),
    ...(traffic.unread > 0 ? [`// ${traffic.unread} rare kinds of calls were not looked at one by one.`] : []),
    ...rare.map(
      (one) =>
        `// Not drafted: ${plain(one.who)} on the tier ${plain(one.tier)}, seen ${one.calls} times, fewer than ${span.least}.`,
    ),
    ...(gone.length > 0 ? [`// Not drafted, for it is not declared here: ${gone.map(plain).join(", ")}.`] : []),
  ];
  return `${[head.join("\n"), ...drafted.map(permitText)].join("\n\n")}\n`;
}

function permitText(one: Drafted): string {
  const who = one.who.map((ref) => ref.slice(ref.indexOf(":") + 1));
  const teams = one.who[0]?.startsWith("team:") === true;
  const name = teams ? (who.length > 1 ? `the teams ${listed(who)}` : `the team ${who[0]}`) : (one.who[0] ?? "");
  const verb = who.length > 1 ? "use" : "uses";
  const more = one.by.length > SHOWN ? `, and ${one.by.length - SHOWN} more` : "";
  const busy = one.by
    .slice(0, SHOWN)
    .map(({ ref, calls }) => `${plain(ref)} ${calls}`)
    .join(", ");
  const [first = ""] = one.who;
  const scope = !teams
    ? `principal == Lumos::${capital(first.slice(0, first.indexOf(":")))}::${quoted(who[0] ?? "")}`
    : who.length === 1
      ? `principal in Lumos::Group::${quoted(who[0] ?? "")}`
      : "principal";
  const action =
    one.actions.length > 1
      ? 'action in Lumos::Action::"use_model"'
      : `action == Lumos::Action::${quoted(one.actions[0] ?? "")}`;
  const tiers = `resource in [${one.tiers.map((tier) => `Lumos::Tier::${quoted(tier)}`).join(", ")}]`;
  const groups = who.map((team) => `principal in Lumos::Group::${quoted(team)}`).join(" || ");
  return [
    `// ${one.calls} calls: ${busy}${more}`,
    `@id(${quoted(one.id)})`,
    `@why(${quoted(`Seen in traffic: ${name} ${verb} models of ${listed(one.tiers)}.`)})`,
    '@owner("unassigned")',
    "permit (",
    `    ${scope},`,
    `    ${action},`,
    "    resource",
    ")",
    `when { ${teams && who.length > 1 ? `(${groups}) && ` : ""}${tiers} };`,
  ].join("\n");
}

/** One case for each kind of call that was seen; `model` is left out where another one may answer as well. */
export function caseText(one: Seen, place: number, withModel: boolean): CaseText {
  const name = `traffic: ${one.chain.join(" for ")} asks ${one.asked} and gets ${one.tier} (${one.count} calls, kind ${place})`;
  const written = {
    name: plain(name),
    chain: one.chain,
    ask: { model: one.asked },
    ...(one.facts ? { facts: toldFacts(one.facts) } : {}),
    expect: { outcome: "allowed", ...(withModel ? { model: one.model } : {}) },
  };
  return { name: written.name, text: stringify([written], { lineWidth: 0 }) };
}

function listed(all: readonly string[]): string {
  return all.length < 2 ? (all[0] ?? "") : `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
}

/** Names of principals and tiers are ids; what comes from elsewhere is written so that it stays a string. */
function quoted(text: string): string {
  return `"${plain(text).replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

function capital(kind: string): string {
  return kind.charAt(0).toUpperCase() + kind.slice(1);
}
