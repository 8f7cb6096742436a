import type { Store } from "../store/index.ts";
import type { Finder } from "./find.ts";
import type { Keep } from "./keep/keep.ts";
import type { Entry } from "./keep/types.ts";
import { COUNT, addTaint } from "./memory/state.ts";
import { vouchFor } from "./vouched.ts";
import type { Looking, SessionsRoom, Weighed, Whose } from "./types.ts";

/** What doors know of sessions whose calls are no turns: the uses of tools. */
export function makeLooking({ store, keep, finder }: { store: Store; keep: Keep; finder: Finder }) {
  const entryOf = async (whose: Whose, session: string): Promise<Entry> =>
    (await finder.byName(whose, session)) ?? finder.begin(whose, session);

  const stop = store.onSignal("session_labels", (payload) => {
    const [key, labels] = JSON.parse(payload) as [string, string[]];
    const entry = keep.session(key);
    for (const label of labels) if (entry) addTaint(entry.state, label);
  });

  const looking: Pick<SessionsRoom, "look" | "taintOf" | "mark" | "vouch"> = {
    async look(about) {
      const name = about.call.stated.session ?? finder.unnamed(about.chain);
      const entry = await entryOf(about.chain, name);
      return lookedAt(about, entry, () => keep.touch(entry));
    },
    async taintOf(whose, session) {
      const entry = await finder.byName(whose, session);
      return entry === undefined ? [] : [...entry.state.taint];
    },
    async vouch(whose, session, texts) {
      vouchFor(await entryOf(whose, session), texts);
    },
    // Guarantee: what was read in a session is known to the next call of it, whichever process it comes to.
    async mark(whose, session, labels) {
      const entry = await entryOf(whose, session);
      const fresh = labels.filter((label) => !entry.state.taint.has(label));
      if (fresh.length === 0) return;
      for (const label of fresh) addTaint(entry.state, label);
      keep.touch(entry);
      await keep.flush();
      await store.transact((tx) => store.signal(tx, "session_labels", JSON.stringify([entry.key, fresh])));
    },
  };
  return { ...looking, stop };
}

function lookedAt(about: Looking, entry: Entry, changed: () => void): Weighed {
  const { context, assessment } = about;
  const { state } = entry;
  const labels = [...new Set([...context.taint, ...state.taint])].toSorted();
  return {
    session: entry.name,
    context: {
      ...context,
      session: entry.name,
      sessionRisk: Math.max(context.sessionRisk, entry.risk),
      sessionTurns: Math.round(state.counts[COUNT.turns] ?? 0),
      sessionBlocks: Math.round(state.counts[COUNT.blocks] ?? 0),
      sessionFlags: [...new Set([...context.sessionFlags, ...entry.flags])].toSorted(),
      taint: labels,
    },
    assessment,
    raisedBy: [],
    learned({ blocked }) {
      if (!blocked) return;
      state.counts[COUNT.blocks] = (state.counts[COUNT.blocks] ?? 0) + 1;
      changed();
    },
    judged() {},
  };
}
