import { equal } from "node:assert/strict";
import { test } from "node:test";
import { chatTap } from "./chat.ts";

const event = (content: string) =>
  `data: ${JSON.stringify({ object: "chat.completion.chunk", choices: [{ index: 0, delta: { content } }] })}\n\n`;

test("what a provider does not count is estimated by its events, however many come in one chunk", () => {
  const events = ["one ", 'two "delta":', "three ", "four "].map(event);
  const together = chatTap();
  together.see(Buffer.from(events.join("")));
  const apart = chatTap();
  for (const one of events) apart.see(Buffer.from(one));
  equal(together.outputSeen, 4);
  equal(apart.outputSeen, 4);
});
