/* What the soak sends, and what must come of it. */

export interface Kind {
  name: string;
  /** How many of a hundred calls are of this kind. */
  share: number;
  path: string;
  body(number: number): string;
  /** The caller leaves after the first bytes of the answer. */
  leaves?: boolean;
  /** Whether an answer is one of those that are right. */
  right(status: number, text: string, complete: boolean): boolean;
}

const FILLER =
  "The quarterly report is due on Friday and the figures of the northern region are still missing. ".repeat(18);
// Written in two pieces, so that no scanner takes this file for a leak.
const SECRET = `AKIA${"Z7Q4M2XK9LW3RTPB"}`;

const chat = (model: string, content: string, more: object = {}) =>
  JSON.stringify({ model, messages: [{ role: "user", content }], ...more });
const ok = (status: number) => status === 200;
const finished = (status: number, text: string, complete: boolean) => ok(status) && complete && text.includes("[DONE]");
/** Once bytes went out, an error must be an error: never a regular end. */
const cleanlyBroken = (status: number, text: string, complete: boolean) =>
  status >= 500 || (ok(status) && !complete && text.includes('"upstream_failed"'));

const CHAT = "/v1/chat/completions";

export const KINDS: readonly Kind[] = [
  { name: "plain", share: 40, path: CHAT, body: (n) => chat("steady", `${n} ${FILLER}`), right: ok },
  {
    name: "repeated",
    share: 10,
    path: CHAT,
    body: () => chat("steady", FILLER),
    right: ok,
  },
  {
    name: "stream",
    share: 15,
    path: CHAT,
    body: (n) => chat("steady", `${n} [[chunks=20 chunk-ms=5]]`, { stream: true }),
    right: finished,
  },
  {
    name: "anthropic stream",
    share: 5,
    path: "/v1/messages",
    body: (n) =>
      JSON.stringify({
        model: "claude",
        max_tokens: 100,
        stream: true,
        messages: [{ role: "user", content: `${n} [[chunks=20 chunk-ms=5]]` }],
      }),
    right: (status, text, complete) => ok(status) && complete && text.includes("message_stop"),
  },
  {
    name: "translated stream",
    share: 5,
    path: "/v1/messages",
    body: (n) =>
      JSON.stringify({
        model: "steady",
        max_tokens: 100,
        stream: true,
        messages: [{ role: "user", content: `${n} [[chunks=20 chunk-ms=5]]` }],
      }),
    right: (status, text, complete) => ok(status) && complete && text.includes("message_stop"),
  },
  {
    name: "caller leaves",
    share: 5,
    path: CHAT,
    leaves: true,
    body: (n) => chat("steady", `${n} [[chunks=400 chunk-ms=10]]`, { stream: true }),
    right: ok,
  },
  { name: "falls back", share: 10, path: CHAT, body: (n) => chat("shaky", `${n} hello`), right: ok },
  {
    name: "torn stream",
    share: 3,
    path: CHAT,
    body: (n) => chat("torn", `${n} hello`, { stream: true }),
    right: cleanlyBroken,
  },
  {
    name: "garbled",
    share: 2,
    path: CHAT,
    body: (n) => chat("garbled", `${n} hello`),
    right: (status) => status === 502 || status === 503,
  },
  {
    name: "blocked",
    share: 3,
    path: CHAT,
    body: (n) => chat("steady", `${n} my key is ${SECRET}`),
    right: (status, text) => status === 403 && text.includes("policy_blocked"),
  },
  {
    name: "unreadable",
    share: 2,
    path: CHAT,
    body: () => '{"model": "steady", "messages": 7}',
    right: (status) => status === 400,
  },
];

/** The kind of a call, so that any hundred of them have the shares. */
export function kindOf(number: number): Kind {
  let place = (number * 37) % 100;
  for (const kind of KINDS) {
    place -= kind.share;
    if (place < 0) return kind;
  }
  throw new RangeError("the shares do not add up to a hundred");
}
