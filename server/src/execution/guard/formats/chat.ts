import { isRecord } from "../../../kernel/index.ts";
import { type Members, type Reader, type Sink, growRest, listOf, numberOf, readOthers } from "./sink.ts";

/** Where words stand in OpenAI chat answers, and in what servers of the same format add to them. */
export const chatReader: Reader = {
  event: (json, _name, sink) => read(json, sink),
  whole: read,
  plain: (data) => data === "[DONE]",
};

const ANSWER = new Set(["id", "object", "created", "model", "choices", "service_tier", "system_fingerprint", "usage"]);
const CHOICE = new Set(["index", "delta", "message", "finish_reason", "native_finish_reason", "logprobs"]);

function read(json: Members, sink: Sink): void {
  for (const [at, choice] of listOf(json["choices"]).entries()) {
    if (!isRecord(choice)) {
      sink.unread("a choice of an unknown form");
      continue;
    }
    const index = numberOf(choice["index"], at);
    for (const name of ["delta", "message"]) {
      const said = choice[name];
      if (isRecord(said)) readSaid(said, index, sink);
      else if (said !== undefined && said !== null) sink.unread("a choice of an unknown form");
    }
    if (choice["logprobs"] !== undefined && choice["logprobs"] !== null) sink.drops(choice, "logprobs");
    readOthers(choice, CHOICE, index, sink);
    if (choice["finish_reason"]) sink.ends(`c${index}.`);
  }
  readOthers(json, ANSWER, 0, sink);
}

function readSaid(said: Members, choice: number, sink: Sink): void {
  const flow = `c${choice}`;
  for (const name in said) {
    const value = said[name];
    if (value === "" || value === null) continue;
    switch (name) {
      case "role":
        if (!ROLE.test(String(value))) growRest(said, name, { flow: `${flow}.said`, choice }, sink);
        break;
      case "content":
        if (typeof value === "string") sink.grows({ flow: `${flow}.text`, kind: "text", choice }, said, name);
        else for (const part of listOf(value)) readPart(part, choice, sink);
        break;
      case "refusal":
        if (typeof value === "string") sink.grows({ flow: `${flow}.refusal`, kind: "refusal", choice }, said, name);
        break;
      case "tool_calls":
        for (const [at, call] of listOf(value).entries()) {
          if (isRecord(call)) readCall(call, `${flow}.call${numberOf(call["index"], at)}`, choice, sink);
        }
        break;
      case "function_call":
        if (isRecord(value)) readFunction(value, `${flow}.call`, choice, sink);
        break;
      case "audio":
        if (isRecord(value)) readAudio(value, choice, sink);
        break;
      case "annotations":
        readOthers({ annotations: value }, NOTHING, choice, sink);
        break;
      default:
        // reasoning, reasoning_content, reasoning_details and whatever servers think of.
        growRest(said, name, { flow, choice }, sink);
    }
  }
}

const ROLE = /^[a-z]{1,20}$/;
const NOTHING: ReadonlySet<string> = new Set();
const CALL = new Set(["index", "id", "type", "function", "custom"]);
const FUNCTION = new Set(["name", "arguments"]);
const CUSTOM = new Set(["name", "input"]);

/** Content in parts, as some servers give it: text, or thinking that has parts again. */
function readPart(part: unknown, choice: number, sink: Sink): void {
  if (!isRecord(part)) return sink.unread("content of an unknown form");
  const holder = { part };
  if (part["type"] === "text" && typeof part["text"] === "string") {
    if (part["text"] !== "") sink.grows({ flow: `c${choice}.text`, kind: "text", choice }, part, "text");
    readOthers(part, TEXT_PART, choice, sink);
  } else if (/image|audio|video|file/.test(String(part["type"]))) sink.unread(String(part["type"]).slice(0, 40));
  else growRest(holder, "part", { flow: `c${choice}`, choice }, sink);
}

const TEXT_PART = new Set(["type", "text"]);

function readCall(call: Members, flow: string, choice: number, sink: Sink): void {
  const { function: called, custom } = call;
  if (isRecord(called)) readFunction(called, flow, choice, sink);
  if (isRecord(custom)) {
    if (typeof custom["name"] === "string") growName(custom, flow, choice, sink);
    if (typeof custom["input"] === "string" && custom["input"] !== "") {
      sink.grows({ flow: `${flow}.input`, kind: "input", choice }, custom, "input");
    }
    readOthers(custom, CUSTOM, choice, sink);
  }
  for (const name in call) if (!CALL.has(name)) growRest(call, name, { flow, choice }, sink);
}

function readFunction(called: Members, flow: string, choice: number, sink: Sink): void {
  if (typeof called["name"] === "string") growName(called, flow, choice, sink);
  const { arguments: written } = called;
  if (typeof written === "string") {
    if (written !== "") sink.grows({ flow: `${flow}.args`, kind: "arguments", choice }, called, "arguments");
  } else if (isRecord(written)) sink.called(choice, called, "arguments");
  for (const name in called) if (!FUNCTION.has(name)) growRest(called, name, { flow, choice }, sink);
}

function growName(holder: Members, flow: string, choice: number, sink: Sink): void {
  if (holder["name"] !== "") sink.grows({ flow: `${flow}.name`, kind: "other", choice }, holder, "name");
}

const AUDIO = new Set(["id", "data", "transcript", "expires_at"]);

function readAudio(audio: Members, choice: number, sink: Sink): void {
  if (audio["data"]) sink.unread("audio");
  if (typeof audio["transcript"] === "string" && audio["transcript"] !== "") {
    sink.grows({ flow: `c${choice}.transcript`, kind: "text", choice }, audio, "transcript");
  }
  readOthers(audio, AUDIO, choice, sink);
}
