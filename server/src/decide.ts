import { type Chain, type NotAsked, chainAbout, mayAskAboutOthers } from "./identity/index.ts";
import { type DecisionCall, asFault } from "./kernel/index.ts";
import type { CatalogRoom } from "./catalog/index.ts";
import type { Rooms as ModelRooms } from "./govern.ts";
import type { AskedAnswer, Refusal, Sealing } from "./record/index.ts";
import type { Landscape } from "./registry/index.ts";
import { type Found, type Page, type Place, lookFor } from "./search.ts";
import { knownTool } from "./tool-uses.ts";

export type Rooms = ModelRooms & { catalog: CatalogRoom };

/** `entitled`: the asker enforces answers about others, and may know which policies decided. */
export type Decided =
  | { answered: true; answer: AskedAnswer; entitled: boolean }
  | { answered: false; refusal: Refusal };
export type Searched =
  | { answered: true; found: Found; headers: Readonly<Record<string, string>> }
  | { answered: false; refusal: Refusal };

// Guarantee: nobody hears a decision that is not written down.
/**
 * The way of a question: that of a call as far as the decision, which somebody else carries out. Every way out
 * passes the record.
 */
export async function decide(rooms: Rooms, call: DecisionCall): Promise<Decided> {
  const sealing = rooms.record.open(call);
  try {
    const arrived = await arrive(rooms, call, sealing);
    if (!arrived.ok) return { answered: false, refusal: arrived.refusal };
    const { asker, landscape } = arrived;
    const entitled = mayAskAboutOthers(asker);

    const about = chainAbout(landscape, asker, refsOf(call), rooms.clock.now());
    if (!about.ok) {
      if (about.error === "forbidden") return { answered: false, refusal: await sealing.forbidden(ONLY_ITSELF) };
      return { answered: true, answer: await sealing.unanswerable(whyNot(call, about.error)), entitled };
    }

    const chain = sealing.about(about.value);
    const decision = rooms.policy.decideAsked({
      chain,
      at: call.at,
      views: rooms.context.gatherAsked(call, chain),
      guardrails: landscape.guardrails,
      supported: call.ask.supported,
      tool: knownTool(rooms.catalog, landscape, call.ask, entitled),
      beside: true,
    });
    return { answered: true, answer: await sealing.answer(decision), entitled };
  } catch (error) {
    return { answered: false, refusal: await failed(rooms, call, sealing, error) };
  }
}

/** The same for everyone or everything that could stand in one place of a question; recorded as one. */
export async function search(rooms: Rooms, call: DecisionCall, place: Place, page: Page): Promise<Searched> {
  const sealing = rooms.record.open(call);
  try {
    const arrived = await arrive(rooms, call, sealing);
    if (!arrived.ok) return { answered: false, refusal: arrived.refusal };
    const { asker, landscape } = arrived;
    const found = await lookFor(rooms, { call, asker, landscape, place, page });
    if (found === "forbidden") return { answered: false, refusal: await sealing.forbidden(ONLY_ITSELF) };
    const { headers } = await sealing.searched(`${found.results.length} of ${found.looked} looked at may.`);
    return { answered: true, found, headers };
  } catch (error) {
    return { answered: false, refusal: await failed(rooms, call, sealing, error) };
  }
}

type Arrived = { ok: true; asker: Chain; landscape: Landscape } | { ok: false; refusal: Refusal };

/** Who asks, and whether there is room for another question of theirs. */
async function arrive(rooms: Rooms, call: DecisionCall, sealing: Sealing): Promise<Arrived> {
  const recognized = await rooms.identity.recognize(call, "decide");
  if (!recognized.ok) return { ok: false, refusal: await sealing.unrecognized(recognized.error) };
  const asker = sealing.chain(recognized.value);
  if (call.problem) return { ok: false, refusal: await sealing.invalid(call.problem) };
  const landscape = rooms.registry.landscape(asker.org);
  if (!landscape) return { ok: false, refusal: await sealing.forbidden(ONLY_ITSELF) };
  const reserved = await rooms.budgets.reserve({ call, chain: asker, landscape });
  if (!reserved.ok) return { ok: false, refusal: await sealing.limited(reserved.limited) };
  // A question is over as soon as it is answered: it holds no place and uses no tokens.
  reserved.hold.settle({ usage: undefined, cut: false });
  return { ok: true, asker, landscape };
}

const ONLY_ITSELF = "This key may ask about its own principal alone; asking about others needs the scope decide.";

async function failed(rooms: Rooms, call: DecisionCall, sealing: Sealing, error: unknown): Promise<Refusal> {
  const fault = asFault(error);
  rooms.log.error("a question failed inside", { call: call.id, error: fault });
  return sealing.failed(fault);
}

function refsOf({ ask }: DecisionCall): string[] {
  return [`${ask.subject.type}:${ask.subject.id}`, ...ask.onBehalfOf];
}

function whyNot(call: DecisionCall, error: Exclude<NotAsked, "forbidden">): string {
  const who = refsOf(call).join(" for ").slice(0, 500);
  return error === "disabled" ? `Disabled, or owned by somebody who is: ${who}.` : `There is no ${who}.`;
}
