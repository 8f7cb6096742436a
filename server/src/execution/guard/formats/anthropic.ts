import { isRecord } from "../../../kernel/index.ts";
import { type Members, type Reader, type Sink, growRest, listOf, numberOf, readOthers } from "./sink.ts";

/** Where words stand in Anthropic's answers. Its text blocks are one text: they are read one behind the other. */
export const anthropicReader: Reader = {
  event(json, name, sink) {
    const type = typeof json["type"] === "string" ? json["type"] : name;
    const index = numberOf(json["index"]);
    switch (type) {
      case "ping":
        return;
      case "message_start":
        if (isRecord(json["message"])) readMessage(json["message"], sink);
        readOthers(json, START, 0, sink);
        return;
      case "content_block_start":
        if (isRecord(json["content_block"])) readBlock(json["content_block"], index, sink);
        readOthers(json, BLOCK_START, 0, sink);
        return;
      case "content_block_delta":
        if (isRecord(json["delta"])) readDelta(json["delta"], index, sink);
        readOthers(json, DELTA, 0, sink);
        return;
      case "content_block_stop":
        readOthers(json, BLOCK_STOP, 0, sink);
        return sink.ends(`b${index}.`);
      case "message_delta":
      case "message_stop":
        readOthers(json, MESSAGE_DELTA, 0, sink);
        if (isRecord(json["delta"])) readOthers(json["delta"], STOPS, 0, sink);
        return sink.ends("");
      default:
        readOthers(json, NOTHING, 0, sink);
    }
  },
  whole(json, sink) {
    readMessage(json, sink);
  },
  plain: () => false,
};

const NOTHING: ReadonlySet<string> = new Set();
const START = new Set(["type", "message"]);
const BLOCK_START = new Set(["type", "index", "content_block"]);
const DELTA = new Set(["type", "index", "delta"]);
const BLOCK_STOP = new Set(["type", "index"]);
const MESSAGE_DELTA = new Set(["type", "delta", "usage"]);
const STOPS = new Set(["stop_reason"]);
const MESSAGE = new Set(["id", "type", "role", "model", "content", "stop_reason", "usage"]);
const TEXT = new Set(["type", "text"]);
const THINKING = new Set(["type", "thinking", "signature"]);
const REDACTED = new Set(["type", "data"]);
const TOOL_USE = new Set(["type", "id", "input"]);

function readMessage(message: Members, sink: Sink): void {
  for (const [index, block] of listOf(message["content"]).entries()) {
    if (isRecord(block)) readBlock(block, index, sink);
    else sink.unread("a block of an unknown form");
  }
  readOthers(message, MESSAGE, 0, sink);
}

function readBlock(block: Members, index: number, sink: Sink): void {
  switch (block["type"]) {
    case "text":
      if (block["text"]) sink.grows({ flow: "text", kind: "text", choice: 0 }, block, "text");
      return readOthers(block, TEXT, 0, sink);
    case "thinking":
      if (block["thinking"]) sink.grows({ flow: "thinking", kind: "thinking", choice: 0 }, block, "thinking");
      return readOthers(block, THINKING, 0, sink);
    case "redacted_thinking":
      return readOthers(block, REDACTED, 0, sink);
    case "tool_use":
    case "server_tool_use":
    case "mcp_tool_use":
      if (isRecord(block["input"]) && Object.keys(block["input"]).length > 0) sink.called(0, block, "input");
      else if (typeof block["input"] === "string" && block["input"] !== "") {
        sink.grows({ flow: `b${index}.input`, kind: "arguments", choice: 0 }, block, "input");
      }
      return readOthers(block, TOOL_USE, 0, sink);
    default:
      if (/image|audio|video/.test(String(block["type"]))) sink.unread(String(block["type"]).slice(0, 40));
      readOthers(block, NOTHING, 0, sink);
  }
}

function readDelta(delta: Members, index: number, sink: Sink): void {
  switch (delta["type"]) {
    case "text_delta":
      if (delta["text"]) sink.grows({ flow: "text", kind: "text", choice: 0 }, delta, "text");
      return readOthers(delta, TEXT, 0, sink);
    case "thinking_delta":
      if (delta["thinking"]) sink.grows({ flow: "thinking", kind: "thinking", choice: 0 }, delta, "thinking");
      return readOthers(delta, THINKING, 0, sink);
    case "input_json_delta":
      if (delta["partial_json"]) {
        sink.grows({ flow: `b${index}.input`, kind: "arguments", choice: 0 }, delta, "partial_json");
      }
      return readOthers(delta, PARTIAL, 0, sink);
    case "citations_delta":
    case "signature_delta":
      return readOthers(delta, NOTHING, 0, sink);
    default:
      for (const name in delta) growRest(delta, name, { flow: `b${index}`, choice: 0 }, sink);
  }
}

const PARTIAL = new Set(["type", "partial_json"]);
