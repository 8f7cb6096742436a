import type { ModelCall, Format, ModelAsk, Words } from "../../kernel/index.ts";
import type { ConnectedModel } from "../../registry/index.ts";
import { WordsPassage } from "../guard/passage.ts";

import type { Codec, Frame, Lost } from "./codecs/codec.ts";
import type { JsonObject, Prompt } from "./codecs/form.ts";
import { customAsFunctions } from "./codecs/custom.ts";
import { spoken } from "./codecs/index.ts";
import { makeLost } from "./codecs/lost.ts";
import { carriesOpaque } from "./codecs/opaque.ts";
import { toolNamesFor } from "./codecs/tool-names.ts";
import { nameUnread } from "./codecs/unsaid.ts";
import { awsEventsPassage } from "./passages/aws-events.ts";
import { jsonArrayPassage } from "./passages/json-array.ts";
import type { Passage, WholeAnswer } from "./passages/passage.ts";
import { samePassage } from "./passages/same.ts";
import { translatedPassage } from "./passages/translated.ts";
import { WithForeignErrors, Wrapped } from "./passages/wrapped.ts";
import type { Quirks, Wire } from "./providers/index.ts";
import { type Redaction, rewriteBody } from "./rewrite.ts";

/** A call made ready for one model: what is sent, and what its answer will go through. */
export interface Prepared {
  body: Buffer;
  /** One for each try; `words` is what the words of the answer go through. */
  passage(words?: Words): Passage;
  /** What of the call the model will not see. */
  lost: readonly string[];
  /** The caller's headers that go along; none where the call is put into another format. */
  headers: Readonly<Record<string, string>>;
}

export interface Preparing {
  call: ModelCall;
  model: ConnectedModel;
  wire: Wire;
  redactions: Redaction[];
  maxTokensOut: number | undefined;
}

const NO_HEADERS = {};

/** Makes the body for a model out of the caller's own bytes; a sentence where it cannot be made. */
export function prepare(preparing: Preparing): Prepared | { problem: string } {
  const { call, wire } = preparing;
  const { ask } = call;
  const { tap } = spoken(wire.format);
  const untold = notPut(ask, wire.format);
  if (untold !== undefined) return { problem: untold };
  const own = ask.format === wire.format ? tap : undefined;
  const untouched = own && {
    passage: (words?: Words) =>
      framed(preparing, inEvents(preparing, samePassage({ tap: own(), estimatedInput: ask.tokensIn })), words),
    headers: ask.headers,
  };
  // A blob that another provider made would be refused where it goes: such a body is written anew.
  if (untouched && (ask.operation !== "generate" || !carriesOpaque(ask.body))) {
    const lost = makeLost();
    return { body: cut(preparing, wire.quirks, lost), lost: lost.names, ...untouched };
  }
  const caller = spoken(ask.format).codec;
  const provider = spoken(wire.format).codec;
  if (!caller || !provider) return { problem: `${ask.format} cannot be written anew` };
  return { ...translated(preparing, caller, provider), ...untouched };
}

/** Why calls of one format cannot go to a provider of another; undefined where they can. */
export function notPut(
  { format: from, previous }: Pick<ModelAsk, "format" | "previous">,
  to: Format,
): string | undefined {
  if (from === to && spoken(to).tap) return undefined;
  if (previous !== undefined) return "cannot go on from an earlier answer, which only its own provider knows";
  return spoken(from).codec && spoken(to).codec ? undefined : `${from} cannot be put into ${to}`;
}

/** The caller's bytes with only those places changed that must be. */
function cut({ call, model, redactions, maxTokensOut }: Preparing, quirks: Quirks, lost: Lost): Buffer {
  return rewriteBody(call.ask, {
    model: model.upstream,
    redactions,
    quirks,
    lost,
    ...(maxTokensOut === undefined ? {} : { maxTokensOut }),
  });
}

const AS_IT_IS: Quirks = { modelInBody: true, streamInBody: true };

function translated(preparing: Preparing, caller: Codec, provider: Codec): Prepared {
  const { call, model, wire } = preparing;
  const { ask } = call;
  const lost = makeLost();
  // Redaction and limits work on the caller's own bytes, whatever they become after it.
  const body = JSON.parse(cut(preparing, AS_IT_IS, lost).toString("utf8")) as JsonObject;
  const prompt = caller.readPrompt(body, { issuer: issuerOf(ask), stream: ask.stream });
  nameUnread(body, ask.format, lost);
  const names = toolNamesFor(wire.format, prompt);
  const written = provider.writePrompt(
    wire.textTools === true ? names.prompt : customAsFunctions(names.prompt, lost),
    { model: model.upstream, issuers: wire.issuers, maxTokensDefault: wire.maxTokensDefault },
    lost,
  );
  const frame = frameOf(call, prompt);
  return {
    body: Buffer.from(JSON.stringify(quirked(written, wire.quirks, lost))),
    passage: (words) =>
      framed(
        preparing,
        translatedPassage({
          from: provider,
          to: caller,
          issuer: makerOf(wire),
          names,
          frame,
          lost: makeLost(),
          estimatedInput: ask.tokensIn,
          streamType: STREAM_TYPE,
        }),
        words,
      ),
    lost: lost.names,
    headers: NO_HEADERS,
  };
}

function frameOf({ id, at, ask }: ModelCall, prompt: Prompt): Frame {
  const includeUsage = prompt.includeUsage === true;
  return { call: id, model: ask.model, createdS: Math.floor(at / 1000), includeUsage, prompt };
}

/** Where the caller wants events and gets one piece, its clients would wait for them in vain: it is told in events. */
class InEvents extends Wrapped {
  readonly #preparing: Preparing;
  readonly #codec: Codec;

  constructor(inner: Passage, preparing: Preparing, codec: Codec) {
    super(inner);
    this.#preparing = preparing;
    this.#codec = codec;
  }

  override whole(body: Buffer, contentType: string): WholeAnswer | undefined {
    const read = this.inner.whole(body, contentType);
    if (!read) return undefined;
    const { call, wire } = this.#preparing;
    const { ask } = call;
    const codec = this.#codec;
    const source = { issuer: issuerOf(ask), stream: true };
    const prompt = codec.readPrompt(JSON.parse(ask.body.toString("utf8")) as JsonObject, source);
    const told = translatedPassage({
      from: codec,
      to: codec,
      issuer: makerOf(wire),
      frame: frameOf(call, prompt),
      lost: makeLost(),
      estimatedInput: ask.tokensIn,
      streamType: STREAM_TYPE,
    }).whole(body, contentType);
    return told && { ...told, usage: read.usage };
  }
}

function inEvents(preparing: Preparing, passage: Passage): Passage {
  const { ask } = preparing.call;
  const { codec } = spoken(ask.format);
  return ask.stream && codec ? new InEvents(passage, preparing, codec) : passage;
}

const STREAM_TYPE = "text/event-stream; charset=utf-8";

/**
 * What stands around the provider's own events is taken off before they are looked at, and what the caller wants put
 * on behind everything that changes their words.
 */
function framed({ call, wire }: Preparing, passage: Passage, words: Words | undefined): Passage {
  const own = wire.foreignErrors === true ? new WithForeignErrors(passage) : passage;
  const plain = wire.framing === "aws-events" ? awsEventsPassage(own) : own;
  const events = words ? new WordsPassage(plain, call.ask.format, words) : plain;
  return call.ask.jsonArray === true && call.ask.stream ? jsonArrayPassage(events) : events;
}

/** Whose a blob without a tag is, in a body of this format. */
function issuerOf(ask: ModelAsk): string {
  return ask.format.slice(0, ask.format.indexOf("."));
}

/** Whose what it seals is: one account's, where accounts cannot read each other's. */
function makerOf({ issuers }: Wire): string {
  return issuers.find((issuer) => issuer.includes(":")) ?? issuers[0] ?? "";
}

/** The same changes to a body that was written anew. */
export function quirked(body: JsonObject, quirks: Quirks, lost: Lost): JsonObject {
  const out: JsonObject = { ...quirks.defaults, ...body };
  for (const name of quirks.drop ?? []) {
    if (out[name] === undefined) continue;
    delete out[name];
    lost.add(name);
  }
  for (const name of quirks.needless ?? []) delete out[name];
  for (const [name, other] of Object.entries(quirks.rename ?? {})) {
    const value = out[name];
    if (value === undefined) continue;
    delete out[name];
    out[other] ??= value;
  }
  Object.assign(out, quirks.set);
  if (!quirks.modelInBody) delete out["model"];
  if (!quirks.streamInBody) delete out["stream"];
  return out;
}
