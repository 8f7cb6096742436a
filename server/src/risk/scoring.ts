import type { Channel, Explained, Model, Place, Scored } from "./model/index.ts";
import { DOMAINS, type Domain } from "./types.ts";
import { placeIn } from "./views/places.ts";
import type { SignKind, View, Views } from "./views/types.ts";
import { viewsOf } from "./views/views.ts";

/** What the classifier says of a text in all the ways to read it; places are of the text as it came. */
export function scoreViews(model: Model, { main, others }: Views, channel: Channel): Scored {
  // What is nothing but an encoded piece is scored as what it says, not for its letters.
  const { scores, topics: about, places: plain } = model.score(main.replaced ? "" : main.text, channel);
  let topics = about;
  const places = plain.map((place) => ({ ...place, ...placeIn(main, place.start, place.end) }));
  for (const view of others) {
    if (view.replaced) continue;
    const inside = model.score(view.text, channel);
    topics |= inside.topics;
    raise(scores, inside.scores);
    for (const place of inside.places)
      places.push({ ...place, ...placeIn(view, place.start, place.end), rule: `${view.kind}:${place.rule}` });
  }
  return { scores, topics, places: strongest(places) };
}

/** The same with everything that speaks for it, for people. */
export interface ExplainedText extends Scored {
  signals: Explained["signals"];
  reasons: Explained["reasons"];
  views: { kind: View["kind"]; start: number; end: number; scores: Uint8Array }[];
  signs: { kind: SignKind; start: number; end: number }[];
}

export function explainText(model: Model, text: string, channel: Channel): ExplainedText {
  const views = viewsOf(text);
  const { main, others, signs } = views;
  const whole = scoreViews(model, views, channel);
  const plain = model.explain(main.text, channel);
  return {
    ...whole,
    signals: plain.signals.map((signal) => ({ ...signal, ...placeIn(main, signal.start, signal.end) })),
    reasons: plain.reasons,
    views: others.map(({ kind, start, end, text: read }) => ({
      kind,
      start,
      end,
      scores: model.score(read, channel).scores,
    })),
    signs: signs.map(({ kind, start, end }) => ({ kind, start, end })),
  };
}

export function topicsIn(bits: number): Domain[] {
  return DOMAINS.filter((_, i) => (bits & (1 << i)) !== 0).toSorted();
}

function raise(scores: Uint8Array, others: Uint8Array): void {
  for (let i = 0; i < scores.length; i++)
    if ((others[i] as number) > (scores[i] as number)) scores[i] = others[i] as number;
}

/** Of each domain the few strongest places. */
function strongest(places: Place[]): Place[] {
  if (places.length <= MOST_PLACES) return places;
  return places.toSorted((a, b) => b.score - a.score || a.start - b.start).slice(0, MOST_PLACES);
}

const MOST_PLACES = 24;
