import type { Label, Row } from "./rows.ts";
import { HEADS, type Head, HEAD_ROOM } from "../server/src/risk/model/heads.ts";

/** What a row says about each head: 1 yes, 0 no, -1 not told. */
export function answersOf(row: Row): Int8Array {
  const answers = new Int8Array(HEAD_ROOM).fill(-1);
  const unknown = new Set<string>(row.unknown);
  const labels = new Set<string>(row.labels);
  const set = (head: Head, value: number) => {
    answers[HEADS.indexOf(head)] = value;
  };
  const told = (label: Label): number => (labels.has(label) ? 1 : unknown.has(label) ? -1 : 0);
  for (const head of HEADS) {
    if (head in LABELLED) set(head, told(head as Label));
  }
  const [injection, jailbreak] = [told("injection"), told("jailbreak")];
  set("attack", injection === 1 || jailbreak === 1 ? 1 : injection === -1 || jailbreak === -1 ? -1 : 0);
  const topics = topicsOf(row);
  for (const head of HEADS) {
    const label = TOPIC_LABELS[head];
    if (label === undefined) continue;
    const yes = label.some((one) => labels.has(one) || topics.has(one));
    const open = label.some((one) => unknown.has(one)) || (row.topics === undefined && TOPICLESS.test(row.src));
    set(head, yes ? 1 : open ? -1 : 0);
  }
  return answers;
}

const LABELLED: Record<string, true> = Object.fromEntries(
  [
    "injection",
    "jailbreak",
    "harm",
    "cyber",
    "cbrn",
    "violence",
    "fraud",
    "advice",
    "self_harm",
    "sexual",
    "hate",
    "privacy",
    "illicit",
    "misinfo",
    "code_exec",
    "exfil",
    "distill",
  ].map((label) => [label, true]),
);

/** A topic is told by these labels, harmful or not. */
const TOPIC_LABELS: Partial<Record<Head, readonly Topic[]>> = {
  "topic.cyber": ["cyber"],
  "topic.bio": ["cbrn"],
  "topic.finance": ["fraud", "money"],
  "topic.codeExec": ["code_exec", "code"],
  "topic.weapons": ["violence"],
  "topic.selfHarm": ["self_harm"],
  "topic.sexual": ["sexual"],
  "topic.hate": ["hate"],
  "topic.privacy": ["privacy"],
  "topic.advice": ["advice", "medicine"],
};
type Topic = Label | "money" | "code" | "medicine";

/** Sources that are about one thing. */
const SOURCE_TOPICS: readonly (readonly [RegExp, readonly Topic[]])[] = [
  [/^mlc05-cbr/, ["cbrn"]],
  [/^mlc05-hat|^hatecheck/, ["hate"]],
  [/^mlc05-scr/, ["sexual"]],
  [/^mlc05-ssh/, ["self_harm"]],
  [/^mlc05-vcr/, ["violence"]],
  [/^labsafety/, ["cbrn"]],
  [/^mmlu-(college|clinical|anatomy|medical)|^pubmedqa|^med-safety/, ["medicine"]],
  [/^tat-qa/, ["money"]],
  [/^codealpaca|^redcode|^fastify/, ["code"]],
];

/** Harmless rows of these sources may touch any topic, and nobody has said which. */
const TOPICLESS = /^(authored-hard|authored-grid-neg|prompts\.chat|aisafetylab|t0-|fuzzyai|selfinstruct)/;

function topicsOf(row: Row): Set<Topic> {
  const topics = new Set<Topic>(row.topics);
  for (const [source, list] of SOURCE_TOPICS) if (source.test(row.src)) for (const topic of list) topics.add(topic);
  return topics;
}
