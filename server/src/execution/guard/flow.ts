import type { Edit, Stopped, WordFilter, WordPlace } from "../../kernel/index.ts";

/** Words that grow at one place, through however many events. */
export interface Flow {
  place: WordPlace;
  filter: WordFilter | undefined;
  /** Characters that came. */
  came: number;
  /** Characters of the filtered words that went on. */
  gave: number;
  ended: boolean;
  /** Edits that do not stand behind everything that was written yet. */
  edits: Edit[];
}

/** The words of a flow that stand in one member of one event. */
export interface Slot {
  flow: Flow;
  /** Where they begin and end in the flow. */
  start: number;
  end: number;
  words: string;
}

export const makeFlow = (place: WordPlace, filter: WordFilter | undefined): Flow => ({
  place,
  filter,
  came: 0,
  gave: 0,
  ended: false,
  edits: [],
});

/** Takes the next words of a flow. */
export function grow(flow: Flow, words: string): Slot {
  const start = flow.came;
  flow.came += words.length;
  if (words !== "" && !flow.ended) {
    flow.filter?.push(words);
    collect(flow);
  }
  return { flow, start, end: flow.came, words };
}

export function endFlow(flow: Flow): void {
  if (flow.ended) return;
  flow.ended = true;
  flow.filter?.end();
  collect(flow);
}

export function stoppedIn(flow: Flow): Stopped | undefined {
  return flow.filter?.stopped;
}

/** How far a flow is settled: all of it where nothing filters it. */
export function settledIn(flow: Flow): number {
  return flow.filter ? flow.filter.settled : flow.came;
}

/** The words of a slot up to a settled place, as they go on. What is behind it stays in the slot. */
export function written(slot: Slot, upTo: number): string {
  const { flow, words } = slot;
  const base = slot.start;
  const { edits } = flow;
  if (edits.length === 0 || (edits[0] as Edit).start >= upTo) {
    const out = upTo === slot.end ? words : words.slice(0, upTo - base);
    if (upTo !== slot.end) slot.words = words.slice(upTo - base);
    slot.start = upTo;
    flow.gave += out.length;
    return out;
  }
  let out = "";
  let at = base;
  let done = 0;
  for (const edit of edits) {
    if (edit.start >= upTo) break;
    // What begins before this slot was written where it began; here only the rest of it goes away.
    if (edit.start >= base) out += words.slice(at - base, edit.start - base) + edit.text;
    at = Math.min(edit.end, upTo);
    if (edit.end > upTo) break;
    done += 1;
  }
  out += words.slice(at - base, upTo - base);
  edits.splice(0, done);
  slot.words = words.slice(upTo - base);
  slot.start = upTo;
  flow.gave += out.length;
  return out;
}

function collect(flow: Flow): void {
  const taken = flow.filter?.take();
  if (taken) for (const edit of taken) flow.edits.push(edit);
}
