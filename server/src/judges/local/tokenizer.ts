import { isRecord } from "../../kernel/index.ts";

/*
 * Reads tokenizer.json of Hugging Face as far as classifiers need it: WordPiece (BERT and its kin) and Unigram
 * (DeBERTa v2 and v3, XLM-R). Unigram's own table of normalization is read as NFKC with spaces run together.
 * Byte-level BPE is not supported and said to be so.
 */

export interface Tokenizer {
  /** Ids of the text's pieces, without those that stand around a window. */
  encode(text: string): number[];
  begin: number;
  end: number;
}

export function readTokenizer(json: unknown): Tokenizer | { problem: string } {
  const model = isRecord(json) ? json["model"] : undefined;
  if (!isRecord(json) || !isRecord(model)) return { problem: "tokenizer.json is not one" };
  const special = specialIds(json);
  // Files from before the type was written hold a WordPiece by its prefix.
  const type = model["type"] ?? (model["continuing_subword_prefix"] === undefined ? "" : "WordPiece");
  if (type === "WordPiece") return readWordPiece(json, model, special);
  if (type === "Unigram") return readUnigram(model, special);
  return { problem: `a tokenizer of type ${String(type).slice(0, 40)} is not supported: WordPiece and Unigram are` };
}

type Special = ReadonlyMap<string, number>;

function specialIds(json: Record<string, unknown>): Special {
  const ids = new Map<string, number>();
  const added = json["added_tokens"];
  for (const one of Array.isArray(added) ? added : []) {
    if (isRecord(one) && typeof one["content"] === "string" && typeof one["id"] === "number")
      ids.set(one["content"], one["id"]);
  }
  return ids;
}

function around(lookup: (token: string) => number | undefined): { begin: number; end: number } | undefined {
  for (const [first, last] of [
    ["[CLS]", "[SEP]"],
    ["<s>", "</s>"],
  ] as const) {
    const [begin, end] = [lookup(first), lookup(last)];
    if (begin !== undefined && end !== undefined) return { begin, end };
  }
  return undefined;
}

const NO_MARKS = { problem: "tokenizer.json names neither [CLS] and [SEP] nor <s> and </s>" };
const MAX_WORD = 100;

function readWordPiece(
  json: Record<string, unknown>,
  model: Record<string, unknown>,
  special: Special,
): Tokenizer | { problem: string } {
  const vocab = isRecord(model["vocab"]) ? model["vocab"] : {};
  const ids = new Map(Object.entries(vocab).filter((one): one is [string, number] => typeof one[1] === "number"));
  const marks = around((token) => special.get(token) ?? ids.get(token));
  const unknown = ids.get(typeof model["unk_token"] === "string" ? model["unk_token"] : "[UNK]");
  if (!marks || unknown === undefined) return NO_MARKS;
  const normalizer = isRecord(json["normalizer"]) ? json["normalizer"] : {};
  const lower = normalizer["lowercase"] !== false;
  const stripped = normalizer["strip_accents"] ?? lower;
  const prefix = typeof model["continuing_subword_prefix"] === "string" ? model["continuing_subword_prefix"] : "##";

  const pieces = (word: string): number[] => {
    const letters = [...word];
    if (letters.length > MAX_WORD) return [unknown];
    const out: number[] = [];
    for (let at = 0; at < letters.length;) {
      let end = letters.length;
      let id: number | undefined;
      for (; end > at; end -= 1) {
        id = ids.get((at > 0 ? prefix : "") + letters.slice(at, end).join(""));
        if (id !== undefined) break;
      }
      if (id === undefined) return [unknown];
      out.push(id);
      at = end;
    }
    return out;
  };

  return {
    ...marks,
    encode(text) {
      let clean = text.replace(/[\p{Cc}\p{Cf}]/gu, (one) => (/\s/.test(one) ? " " : ""));
      if (lower) clean = clean.toLowerCase();
      if (stripped === true) clean = clean.normalize("NFD").replace(/\p{Mn}/gu, "");
      // Signs and ideographs stand for themselves.
      const words = clean.match(/[\p{P}\p{S}]|\p{Script=Han}|[^\s\p{P}\p{S}\p{Script=Han}]+/gu) ?? [];
      return words.flatMap(pieces);
    },
  };
}

const SPACE = "\u2581";
/** Longer pieces are no words. */
const MAX_PIECE = 48;

function readUnigram(model: Record<string, unknown>, special: Special): Tokenizer | { problem: string } {
  const vocab = Array.isArray(model["vocab"]) ? model["vocab"] : [];
  const ids = new Map<string, { id: number; score: number }>();
  let worst = 0;
  let longest = 1;
  for (const [id, one] of vocab.entries()) {
    const [piece, score]: unknown[] = Array.isArray(one) ? one : [];
    if (typeof piece !== "string" || typeof score !== "number") continue;
    ids.set(piece, { id, score });
    worst = Math.min(worst, score);
    longest = Math.max(longest, Math.min(MAX_PIECE, piece.length));
  }
  const unknown = typeof model["unk_id"] === "number" ? model["unk_id"] : special.get("[UNK]");
  const marks = around((token) => special.get(token) ?? ids.get(token)?.id);
  if (!marks || unknown === undefined) return NO_MARKS;
  // As the library does: what is unknown costs more than the rarest piece.
  const penalty = worst - 10;

  const pieces = (word: string): number[] => {
    const best = new Float64Array(word.length + 1).fill(Number.NEGATIVE_INFINITY);
    const from = new Int32Array(word.length + 1);
    const by = new Int32Array(word.length + 1);
    best[0] = 0;
    for (let at = 0; at < word.length; at += 1) {
      const so = best[at] as number;
      if (so === Number.NEGATIVE_INFINITY) continue;
      const most = Math.min(word.length, at + longest);
      for (let end = at + 1; end <= most; end += 1) {
        const known = ids.get(word.slice(at, end));
        if (known && so + known.score > (best[end] as number)) {
          best[end] = so + known.score;
          from[end] = at;
          by[end] = known.id;
        }
      }
      const next = at + ((word.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);
      if (so + penalty > (best[next] as number)) {
        best[next] = so + penalty;
        from[next] = at;
        by[next] = unknown;
      }
    }
    const out: number[] = [];
    for (let at = word.length; at > 0; at = from[at] as number) out.push(by[at] as number);
    return out.reverse();
  };

  return {
    ...marks,
    encode(text) {
      const words = text.normalize("NFKC").toWellFormed().split(/\s+/u);
      return words.flatMap((word) => (word === "" ? [] : pieces(SPACE + word)));
    },
  };
}
