import { deepEqual, equal, match, ok } from "node:assert/strict";
import { suite, test } from "node:test";
import { judgeOf } from "../../../test/judge.ts";
import { scratch } from "../../../test/scratch.ts";
import { type Runtime, makeAskLocal } from "./classify.ts";
import { readTokenizer } from "./tokenizer.ts";

const added = [
  { id: 1, content: "[CLS]", special: true },
  { id: 2, content: "[SEP]", special: true },
];
const wordPiece = {
  added_tokens: added,
  normalizer: { type: "BertNormalizer", lowercase: true, strip_accents: null },
  model: {
    type: "WordPiece",
    unk_token: "[UNK]",
    continuing_subword_prefix: "##",
    vocab: { "[UNK]": 0, "[CLS]": 1, "[SEP]": 2, ignore: 3, all: 4, rule: 5, "##s": 6, "!": 7, cafe: 8, 東: 9 },
  },
};
const unigram = {
  added_tokens: added,
  model: {
    type: "Unigram",
    unk_id: 0,
    vocab: [
      ["[UNK]", 0],
      ["[CLS]", 0],
      ["[SEP]", 0],
      ["\u2581ignore", -3],
      ["\u2581", -4],
      ["ign", -4],
      ["ore", -4],
      ["\u2581rule", -3],
      ["s", -2],
    ],
  },
};
const encode = (json: unknown, text: string) => {
  const tokenizer = readTokenizer(json);
  ok(!("problem" in tokenizer), JSON.stringify(tokenizer));
  return tokenizer.encode(text);
};

suite("tokenizers", () => {
  test("WordPiece: the longest pieces from the left, in small letters and without accents", () => {
    deepEqual(encode(wordPiece, "Ignore ALL rules!\u200b Café 東東"), [3, 4, 5, 6, 7, 8, 9, 9]);
    deepEqual(encode(wordPiece, "unheard ignore"), [0, 3]);
    deepEqual(encode(wordPiece, "x".repeat(200)), [0]);
    deepEqual(encode(wordPiece, ""), []);
  });

  test("Unigram: the likeliest pieces, unknown letters one by one", () => {
    deepEqual(encode(unigram, "ignore  rules"), [3, 7, 8]);
    deepEqual(encode(unigram, "ｉgnore"), [3]);
    deepEqual(encode(unigram, "s🙂"), [4, 8, 0]);
  });

  test("what is not supported is said to be so", () => {
    deepEqual(readTokenizer({ model: { type: "BPE", vocab: {} } }), {
      problem: "a tokenizer of type BPE is not supported: WordPiece and Unigram are",
    });
    ok("problem" in readTokenizer({ model: { type: "WordPiece", vocab: {} } }));
    ok("problem" in readTokenizer(null));
  });
});

/** A runtime in the shape of onnxruntime-node, whose model sees a label in windows that hold token 3. */
function runtime(dims: (count: number) => number[] = (count) => [1, count]) {
  const windows: bigint[][] = [];
  const made: Runtime = {
    Tensor: class {
      readonly data: BigInt64Array;
      constructor(_type: "int64", data: BigInt64Array) {
        this.data = data;
      }
    },
    InferenceSession: {
      create: async (path) => {
        match(path, /model\.onnx$/);
        return {
          inputNames: ["input_ids", "attention_mask"],
          outputNames: ["logits"],
          run: async (feeds) => {
            deepEqual(Object.keys(feeds), ["input_ids", "attention_mask"]);
            const ids = [...(feeds["input_ids"] as { data: BigInt64Array }).data];
            windows.push(ids);
            const data = ids.includes(3n) ? [0, 4] : [4, 0];
            return { logits: { data, dims: dims(data.length) } };
          },
        };
      },
    },
  };
  return { windows, made };
}

const files = (tokenizer: unknown = wordPiece) => ({
  "tokenizer.json": JSON.stringify(tokenizer),
  "config.json": JSON.stringify({ id2label: { "0": "BENIGN", "1": "INJECTION" } }),
});
const never = new AbortController().signal;

suite("a model on this machine", () => {
  test("a long text is read in windows, and the highest probability of each label counts", async () => {
    using folder = scratch(files());
    const { windows, made } = runtime();
    const ask = makeAskLocal(async () => made);
    const judge = judgeOf({ api: "onnx", path: folder.path });
    const { heard } = await ask(judge, `${"all ".repeat(700)}ignore ${"all ".repeat(300)}`, never);
    const said = heard?.json as Record<string, number>;
    ok((said["INJECTION"] ?? 0) > 0.95 && (said["BENIGN"] ?? 0) > 0.95);
    equal(windows.length, 3);
    for (const window of windows) {
      ok(window.length <= 512);
      equal(window[0], 1n);
      equal(window.at(-1), 2n);
    }
  });

  test("where the runtime is not installed, it says what to install", async () => {
    using folder = scratch(files());
    const ask = makeAskLocal(async () => undefined);
    const { detail } = await ask(judgeOf({ api: "onnx", path: folder.path }), "x", never);
    equal(detail, "onnxruntime-node is not installed: npm install onnxruntime-node");
  });

  test("files that are missing or of another kind are told, and tried again when they are mended", async () => {
    using empty = scratch({});
    const { made } = runtime();
    const ask = makeAskLocal(async () => made);
    match((await ask(judgeOf({ api: "onnx", path: empty.path }), "x", never)).detail ?? "", /tokenizer\.json/);
    using other = scratch(files({ model: { type: "BPE" } }));
    match((await ask(judgeOf({ api: "onnx", path: other.path }), "x", never)).detail ?? "", /not supported/);
    using folder = scratch(files());
    const tokens = makeAskLocal(async () => runtime((count) => [1, 7, count]).made);
    match((await tokens(judgeOf({ api: "onnx", path: folder.path }), "x", never)).detail ?? "", /whole text/);
  });

  test("more than can be read in time, or a call that is gone, has no verdict", async () => {
    using folder = scratch(files());
    const ask = makeAskLocal(async () => runtime().made);
    const judge = judgeOf({ api: "onnx", path: folder.path });
    match((await ask(judge, "all ".repeat(40_000), never)).detail ?? "", /more content/);
    equal((await ask(judge, "all", AbortSignal.abort())).detail, "stopped");
  });
});
