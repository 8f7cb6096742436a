import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { isRecord } from "../../kernel/index.ts";
import type { ConnectedJudge } from "../../registry/index.ts";
import type { Consulted } from "../types.ts";
import { type Tokenizer, readTokenizer } from "./tokenizer.ts";

/*
 * A classifier on this machine: model.onnx, tokenizer.json and config.json from a folder, run by onnxruntime-node,
 * which whoever wants this installs. Long texts are read in windows of 512 tokens; the highest probability counts.
 */

/** As much of onnxruntime-node as is used. */
export interface Runtime {
  InferenceSession: { create(path: string): Promise<Session> };
  Tensor: new (type: "int64", data: BigInt64Array, dims: readonly number[]) => unknown;
}

interface Session {
  inputNames: readonly string[];
  outputNames: readonly string[];
  run(feeds: Record<string, unknown>): Promise<Record<string, { data: ArrayLike<number>; dims: readonly number[] }>>;
}

interface Loaded {
  session: Session;
  tokenizer: Tokenizer;
  labels: readonly string[];
}

const RUNTIME = "onnxruntime-node";
const WINDOW = 510;
const OVERLAP = 64;
const MAX_WINDOWS = 64;
const MAX_FILE_BYTES = 64 * 1024 * 1024;

export type AskLocal = (judge: ConnectedJudge, text: string, stop: AbortSignal) => Promise<Consulted>;

/** `runtime`: in place of the installed one. */
export function makeAskLocal(runtime: () => Promise<Runtime | undefined> = installed): AskLocal {
  const loaded = new Map<string, Promise<Loaded | { problem: string }>>();
  return async ({ path = "" }, text, stop) => {
    let loading = loaded.get(path);
    if (!loading) {
      loading = load(runtime, path);
      loaded.set(path, loading);
      // What is mended may be tried again.
      void loading.then((made) => "problem" in made && loaded.delete(path));
    }
    const made = await loading;
    if ("problem" in made) return { detail: made.problem };
    return classify(made, await runtime(), text, stop);
  };
}

async function installed(): Promise<Runtime | undefined> {
  try {
    const module = (await import(RUNTIME)) as { default?: Runtime } & Runtime;
    return module.default ?? module;
  } catch {
    return undefined;
  }
}

async function load(runtime: () => Promise<Runtime | undefined>, path: string): Promise<Loaded | { problem: string }> {
  const made = await runtime();
  if (!made) return { problem: `${RUNTIME} is not installed: npm install ${RUNTIME}` };
  const tokenizer = await jsonIn(path, "tokenizer.json");
  const config = await jsonIn(path, "config.json");
  if (tokenizer === undefined || config === undefined)
    return { problem: "its folder has no tokenizer.json and config.json that can be read" };
  const read = readTokenizer(tokenizer);
  if ("problem" in read) return read;
  const named = isRecord(config) && isRecord(config["id2label"]) ? config["id2label"] : {};
  const labels = Object.keys(named).map((_id, at) => (typeof named[at] === "string" ? named[at] : `LABEL_${at}`));
  try {
    return { session: await made.InferenceSession.create(join(path, "model.onnx")), tokenizer: read, labels };
  } catch {
    return { problem: "its folder has no model.onnx that can be run" };
  }
}

async function jsonIn(path: string, name: string): Promise<unknown> {
  try {
    const file = join(path, name);
    if ((await stat(file)).size > MAX_FILE_BYTES) return undefined;
    return JSON.parse(await readFile(file, "utf8")) as unknown;
  } catch {
    return undefined;
  }
}

async function classify(
  { session, tokenizer, labels }: Loaded,
  runtime: Runtime | undefined,
  text: string,
  stop: AbortSignal,
): Promise<Consulted> {
  if (!runtime) return { detail: `${RUNTIME} is not installed` };
  const ids = tokenizer.encode(text);
  const highest: Record<string, number> = {};
  let windows = 0;
  for (let at = 0; at === 0 || at < ids.length; at += WINDOW - OVERLAP) {
    windows += 1;
    if (windows > MAX_WINDOWS) return { detail: "more content than it can be asked about" };
    if (stop.aborted) return { detail: "stopped" };
    const window = [tokenizer.begin, ...ids.slice(at, at + WINDOW), tokenizer.end];
    const output = await session.run(feedsOf(session, runtime, window));
    const logits = output[session.outputNames[0] ?? ""];
    if (!logits || logits.dims.length !== 2 || logits.dims[0] !== 1)
      return { detail: "its model gives no probabilities for a whole text" };
    for (const [place, share] of softmax(logits.data).entries()) {
      const label = labels[place] ?? `LABEL_${place}`;
      highest[label] = Math.max(highest[label] ?? 0, share);
    }
    if (at + WINDOW >= ids.length) break;
  }
  return { heard: { json: highest } };
}

function feedsOf(session: Session, { Tensor }: Runtime, ids: readonly number[]): Record<string, unknown> {
  const dims = [1, ids.length];
  const filled = (value: bigint) => new Tensor("int64", new BigInt64Array(ids.length).fill(value), dims);
  const feeds: Record<string, unknown> = {
    input_ids: new Tensor(
      "int64",
      BigInt64Array.from(ids, (id) => BigInt(id)),
      dims,
    ),
    attention_mask: filled(1n),
    token_type_ids: filled(0n),
  };
  return Object.fromEntries(session.inputNames.filter((name) => name in feeds).map((name) => [name, feeds[name]]));
}

function softmax(logits: ArrayLike<number>): number[] {
  const all = Array.from(logits);
  const most = Math.max(...all);
  const powers = all.map((one) => Math.exp(one - most));
  const sum = powers.reduce((so, one) => so + one, 0);
  return powers.map((one) => one / sum);
}
