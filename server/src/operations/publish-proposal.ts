import { fault } from "../kernel/index.ts";
import { closeProposal, printOf, readProposal, writeSetting } from "../policy/index.ts";
import type { Publication } from "../policy/index.ts";
import { requireTrust } from "./bundles.ts";
import { changing } from "./change.ts";
import { personsOf } from "./duties.ts";
import type { Ground } from "./duties.ts";
import {
  casesPrint,
  examine,
  livePolicies,
  publish,
  refuseFailing,
  refuseUnsigned,
  requireGround,
  setAfter,
  standUnder,
} from "./publishing.ts";
import type { Answer, Asker, Services } from "./types.ts";

/** Makes a proposed change live. */
// Guarantee: what was proposed is what is published, on top of what was there when it was written.
export async function publishProposal(
  services: Services,
  asker: Asker,
  input: { id: string; allowOlder?: boolean | undefined },
): Promise<Answer<unknown>> {
  const { org, chain } = asker;
  const proposal = await readProposal(services.store.read, org, input.id);
  if (!proposal || !chain) throw fault("not_found");
  if (proposal.status !== "open") {
    // Who sent the same again because the answer was lost gets that answer.
    const { body } = await changing<Publication>(services, asker, { operation: "proposals.publish", input }, () => {
      throw fault("conflict", { public: `This proposal is ${proposal.status} already.` });
    });
    return { body: publicationOf(body) };
  }
  const { upserts, deletions, was, cases, casesWere, set, hands, signed, source } = proposal.spec;
  const before = await livePolicies(services, org);
  const texts = new Map(before.map(({ id, text }) => [id, text]));
  const moved = Object.entries(was).find(([id, text]) => (texts.get(id) ?? null) !== text);
  if (moved) {
    const public_ = `${moved[0]} was changed since this was proposed. Propose it again on top of that.`;
    throw fault("conflict", { public: public_ });
  }
  const candidate = await examine(services, before, setAfter(before, upserts, deletions));
  // Guarantee: a whole set is published whole, or not at all.
  if (set !== undefined && printOf(candidate.after) !== set) {
    const public_ = "The policies were changed since this set was proposed. Propose it again on top of that.";
    throw fault("conflict", { public: public_ });
  }
  const stood = await casesPrint(services.store.read, org);
  if (cases !== undefined && casesWere !== undefined && casesWere !== stood)
    throw fault("conflict", { public: "The standing cases were changed since this was proposed. Propose it again." });
  const needed = candidate.decides || cases !== undefined;
  const ground: Ground = needed ? await requireGround(services, asker, proposal.author, ANOTHER, hands) : {};
  if (needed && (!ground.machine || source !== undefined)) await refuseUnsigned(services, org, signed);
  const older = input.allowOlder === true;
  const trust = signed && (await requireTrust(services.store.read, org, signed, older));
  // What decides nothing changes no answer: after an emergency, cases that fail must not hold drafts up.
  const standing = needed ? await standUnder(services, org, candidate.after, cases) : undefined;
  if (standing) refuseFailing(standing);
  const answer = await publish(services, asker, {
    operation: "proposals.publish",
    input,
    how: "proposal",
    candidate,
    ground,
    authors: proposal.author,
    note: proposal.note,
    proposal: proposal.id,
    cases,
    stood,
    details: {
      ...(trust ? { signed: trust } : {}),
      ...(source === undefined ? {} : { source }),
    },
    async along(tx) {
      const closing = { id: proposal.id, at: services.clock.now(), by: personsOf(chain)[0] ?? "" };
      if (!(await closeProposal(tx, org, { ...closing, status: "published" })))
        throw fault("conflict", { public: "This proposal is closed already." });
      if (!trust) return;
      const { sequence, older: back } = await requireTrust(tx, org, trust, older);
      if (!back) await writeSetting(tx, org, { name: "sequence", value: sequence, at: services.clock.now() });
    },
  });
  return { body: publicationOf(answer.body) };
}

const ANOTHER = "Ask one of them: lumos proposal publish";

export function publicationOf({ proposal, ...rest }: Publication) {
  return { ...rest, proposal: proposal ?? null };
}
