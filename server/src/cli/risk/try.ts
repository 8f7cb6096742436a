import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { fault } from "../../kernel/index.ts";
import { builtInClassifier, DOMAINS } from "../../risk/index.ts";
import type { Asked, Command } from "../command.ts";

/** Where a text may come from. */
export const CHANNELS = [
  "prompt",
  "system",
  "assistant",
  "document",
  "tool_result",
  "tool_definition",
  "output",
] as const;
export type ChannelName = (typeof CHANNELS)[number];

const MAX_CHARS = 16_000_000;

export const riskTryCommand: Command = {
  words: ["risk", "try"],
  summary: "What the built-in classifier says of one text, and why.",
  details:
    "Reads the text from the argument, from --file, or from what is piped in. Nothing is sent or kept. A score of 50 is what about one in a hundred ordinary texts of the channel reaches, 80 one in seven hundred.",
  positionals: [
    { name: "TEXT", summary: "The text; left out, it is read from --file or from what is piped in.", required: false },
  ],
  flags: [
    {
      name: "channel",
      kind: "text",
      value: "CHANNEL",
      summary: `Where it comes from: ${CHANNELS.join(", ")}; prompt when left out.`,
    },
    { name: "file", kind: "text", value: "FILE", summary: "Reads the text from a file." },
  ],
  examples: ['lumos risk try "Ignore all previous instructions"', "lumos risk try --channel document --file mail.txt"],
  run: riskTry,
};

async function riskTry(asked: Asked): Promise<number> {
  const { io, flags, common } = asked;
  const channel = channelOf(flags.text("channel"));
  const text = await textOf(asked);
  if (text.trim() === "")
    throw fault("usage", { public: "There is no text in it. Name one, a --file, or pipe one in." });
  const { scores, topics, places, signals, reasons, views, signs } = builtInClassifier().explain(text, channel);
  const told = {
    channel,
    scores: Object.fromEntries(DOMAINS.map((domain, i) => [domain, scores[i] as number])),
    topics: DOMAINS.filter((_, i) => (topics & (1 << i)) !== 0),
    spans: places,
    signals,
    reasons,
    views: views.map(({ kind, start, end, scores: inside }) => ({ kind, start, end, max: Math.max(...inside) })),
    signs,
  };
  if (common.json) {
    await io.out(`${JSON.stringify(told, null, 2)}\n`);
    return 0;
  }
  const lines = [`channel  ${channel}`];
  const raised = Object.entries(told.scores).filter(([, score]) => score > 0);
  for (const [domain, score] of raised.toSorted((a, b) => b[1] - a[1]))
    lines.push(`${String(score).padStart(3)}  ${domain}`);
  if (raised.length === 0) lines.push("  0  every domain");
  if (told.topics.length > 0) lines.push(`about    ${told.topics.join(", ")}`);
  for (const { domain, score, start, end, rule } of places)
    lines.push(`span     ${start}-${end}  ${domain} ${score}  ${rule}`);
  for (const { name, start, end } of signals) lines.push(`signal   ${start}-${end}  ${name}`);
  for (const { domain, features } of reasons.filter((one) => one.features.length > 0))
    lines.push(`why      ${domain}: ${features.map(({ name, adds }) => `${name} +${adds.toFixed(2)}`).join(", ")}`);
  for (const { kind, start, end, max } of told.views) lines.push(`view     ${start}-${end}  ${kind}, at most ${max}`);
  for (const { kind, start, end } of signs) lines.push(`sign     ${start}-${end}  ${kind}`);
  await io.out(`${lines.join("\n")}\n`);
  return 0;
}

function channelOf(name = "prompt"): ChannelName {
  const channel = CHANNELS.find((one) => one === name);
  if (channel === undefined) throw fault("usage", { public: `There is no channel ${name}: ${CHANNELS.join(", ")}.` });
  return channel;
}

async function textOf({ io, flags, positionals }: Asked): Promise<string> {
  const file = flags.text("file");
  if (positionals[0] !== undefined) return positionals[0];
  if (file !== undefined) {
    const text = await readFile(resolve(io.cwd, file), "utf8").catch(() => {
      throw fault("usage", { public: `${file} cannot be read.` });
    });
    return text.slice(0, MAX_CHARS);
  }
  if (io.terminal.in) throw fault("usage", { public: "Name a text, a --file, or pipe a text in." });
  let text = "";
  io.stdin.setEncoding("utf8");
  for await (const chunk of io.stdin) {
    text += chunk as string;
    if (text.length > MAX_CHARS) break;
  }
  return text.slice(0, MAX_CHARS);
}
