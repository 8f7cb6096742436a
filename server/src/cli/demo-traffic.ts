/** One call of the demonstration: who makes it, and what it shows. */
export interface DemoCall {
  /** What happens, for the line that is printed. */
  shows: string;
  principal: string;
  onBehalfOf?: string;
  model: string;
  say: string;
  headers?: Record<string, string>;
  stream?: boolean;
}

// Written in two pieces, so that no scanner takes this file for a leak.
const FAKE_KEY = `AKIA${"IOSFODNN7EXAMPLE"}`;

/** A little traffic that shows every outcome once. */
export const DEMO_CALLS: readonly DemoCall[] = [
  {
    shows: "an engineer gets the frontier model",
    principal: "user:ines@aurora.test",
    model: "smart",
    say: "Summarize the release notes of version 4.2.",
  },
  {
    shows: "the same as a stream",
    principal: "user:ines@aurora.test",
    model: "smart",
    say: "Draft a commit message. [[pace=5]]",
    stream: true,
  },
  {
    shows: "an agent ships a release",
    principal: "agent:release-agent",
    model: "smart",
    say: "Which tests cover the parser?",
    headers: { "x-lumos-workflow": "release", "x-lumos-session": "release-4.2" },
  },
  {
    shows: "a partner has no frontier model and falls back to ours",
    principal: "user:paul@aurora.test",
    model: "smart",
    say: "Explain the device manual.",
  },
  {
    shows: "an agent acting for a partner gets no more than the partner",
    principal: "agent:release-agent",
    onBehalfOf: "user:paul@aurora.test",
    model: "smart",
    say: "Compare both parsers.",
  },
  {
    shows: "customer data leaves with placeholders",
    principal: "user:lena@aurora.test",
    model: "smart",
    say: "Answer eva.muster@example.org about the card 4111 1111 1111 1111.",
    headers: { "x-lumos-workflow": "ticket" },
  },
  {
    shows: "a secret is blocked",
    principal: "user:ines@aurora.test",
    model: "smart",
    say: `Why does the key ${FAKE_KEY} not work?`,
  },
  {
    shows: "confidential data of an agent falls back without an owner's word",
    principal: "agent:ticket-agent",
    model: "smart",
    say: "Summarize the offer.",
    headers: { "x-lumos-data-class": "confidential", "x-lumos-workflow": "ticket" },
  },
  {
    shows: "the same asked of a frontier model by name waits for an owner",
    principal: "agent:ticket-agent",
    model: "south-frontier",
    say: "Summarize the offer.",
    headers: { "x-lumos-data-class": "confidential", "x-lumos-workflow": "ticket" },
  },
  {
    shows: "board papers stay on our own model",
    principal: "user:ines@aurora.test",
    model: "smart",
    say: "Shorten the minutes.",
    headers: { "x-lumos-data-class": "board" },
  },
  {
    shows: "a partner asks for a frontier model by name and is refused",
    principal: "user:paul@aurora.test",
    model: "south-frontier",
    say: "Hello.",
  },
  {
    shows: "a provider that fails is reported with every candidate",
    principal: "user:ines@aurora.test",
    model: "cheap",
    say: "Hello. [[status=503]]",
  },
  { shows: "an unknown model is not found", principal: "user:ines@aurora.test", model: "gpt-unknown", say: "Hello." },
];
