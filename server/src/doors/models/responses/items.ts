import { type TextPart, isRecord } from "../../../kernel/index.ts";
import type { Texts } from "../texts.ts";

type Path = (string | number)[];
type Channel = TextPart["channel"];

const ROLES = new Set(["system", "developer", "user", "assistant"]);
const ITEM_TYPES = new Set(
  `message function_call function_call_output custom_tool_call custom_tool_call_output reasoning item_reference
  additional_tools computer_call computer_call_output web_search_call file_search_call code_interpreter_call
  image_generation_call local_shell_call local_shell_call_output shell_call shell_call_output apply_patch_call
  apply_patch_call_output mcp_call mcp_list_tools mcp_approval_request mcp_approval_response compaction
  tool_search_call tool_search_output`.split(/\s+/),
);
const PART_TYPES = new Set(
  "input_text output_text text refusal input_image input_file input_audio summary_text reasoning_text".split(" "),
);
const STATUSES = new Set(["in_progress", "completed", "incomplete"]);

/** Reads the texts of one item of the input, for whomever it speaks. */
export function readItem(found: Texts, path: Path, item: Record<string, unknown>): void {
  const channel = channelOf(item);
  found.members(path, item, channel, (name, at, value) => {
    switch (name) {
      case "type":
        found.word(at, value, ITEM_TYPES);
        return true;
      case "role":
        found.word(at, value, ROLES);
        return true;
      case "status":
        found.word(at, value, STATUSES);
        return true;
      case "encrypted_content":
        found.sealed(at, value, channel);
        return true;
      case "result":
        found.media(at, value, channel);
        return true;
      case "content":
      case "summary":
      case "output":
        return readParts(found, at, value, channel);
      default:
        return false;
    }
  });
}

function readParts(found: Texts, path: Path, value: unknown, channel: Channel): boolean {
  if (isRecord(value)) {
    // A picture of a screen.
    if (value["type"] === "computer_screenshot") found.images = true;
    found.media(path, value, channel);
    return true;
  }
  if (!Array.isArray(value)) return false;
  for (const [at, part] of value.entries()) readPart(found, [...path, at], part, channel);
  return true;
}

function readPart(found: Texts, path: Path, part: unknown, channel: Channel): void {
  if (!isRecord(part)) return found.value(path, part, channel);
  const type = part["type"];
  if (type === "input_image") found.images = true;
  if (type === "input_file" || type === "input_audio") found.files = true;
  found.members(path, part, channel, (name, at, value) => {
    if (name === "type") found.word(at, value, PART_TYPES);
    else if (name === "image_url" || name === "file_data" || name === "input_audio") found.media(at, value, channel);
    else return false;
    return true;
  });
}

/** Results of tools are untrusted data, whoever ran the tool. */
function channelOf(item: Record<string, unknown>): Channel {
  switch (item["type"]) {
    case undefined:
    case "message":
      break;
    case "function_call":
    case "custom_tool_call":
    case "reasoning":
    case "compaction":
      return "assistant";
    case "additional_tools":
    case "mcp_list_tools":
      return "tool_definition";
    default:
      return "tool_result";
  }
  switch (item["role"]) {
    case "system":
    case "developer":
      return "system";
    case "assistant":
      return "assistant";
    default:
      return "prompt";
  }
}
