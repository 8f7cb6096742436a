import { isRecord } from "../../../kernel/index.ts";
import type { PeerAnswer } from "../types.ts";
import type { Operation } from "./operations.ts";
import { nextOf } from "./paging.ts";
import type { Arguments } from "./request.ts";

/* What an API answered, as the result of a tool. */

export interface Answered {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: Buffer;
}

const MAX_ERROR = 4_096;
const MAX_BINARY = 256 * 1_024;

export function resultOf(
  operation: Operation,
  { status, headers, body }: Answered,
  at: { args: Arguments; asked: URL },
): PeerAnswer {
  const media = (headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (status >= 300 || status < 200) return told(failure(status, media, body));
  if (body.length === 0)
    return whole(operation, {
      content: [{ type: "text", text: `HTTP ${status}, without content` }],
    });
  if (isJson(media, body)) {
    const value = parsed(body);
    if (value === undefined) return told("The API answered JSON that cannot be read.");
    const next = nextOf(operation, { args: at.args, link: headers["link"], answer: value.value, asked: at.asked });
    const structured =
      !operation.wraps && isRecord(value.value) ? value.value : operation.wraps ? { result: value.value } : undefined;
    return whole(operation, {
      content: [
        { type: "text", text: value.text },
        ...(next === undefined
          ? []
          : [{ type: "text", text: `There is more. Arguments for the next page: ${JSON.stringify(next)}` }]),
      ],
      ...(structured !== undefined && { structuredContent: structured }),
      ...(next !== undefined && { _meta: { "lumos/next": next } }),
    });
  }
  if (isText(media, body))
    return whole(operation, {
      content: [{ type: "text", text: body.toString("utf8") }],
    });
  const kind = /^[\w.+-]+\/[\w.+-]+$/.test(media) ? media : "application/octet-stream";
  if (body.length > MAX_BINARY)
    return whole(operation, {
      content: [{ type: "text", text: `${kind}, ${body.length} bytes: too big to be given on` }],
    });
  const data = body.toString("base64");
  if (kind.startsWith("image/")) return whole(operation, { content: [{ type: "image", data, mimeType: kind }] });
  if (kind.startsWith("audio/")) return whole(operation, { content: [{ type: "audio", data, mimeType: kind }] });
  return whole(operation, {
    content: [{ type: "resource", resource: { uri: `lumos:answer/${operation.tool}`, mimeType: kind, blob: data } }],
  });
}

function failure(status: number, media: string, body: Buffer): string {
  if (status >= 300 && status < 400)
    return `The API answered HTTP ${status}: it leads elsewhere, which is not followed.`;
  const said =
    isText(media, body) || isJson(media, body) ? body.toString("utf8").slice(0, MAX_ERROR).toWellFormed() : "";
  return `The API answered HTTP ${status}.${said === "" ? "" : `\n${said}`}`;
}

function isJson(media: string, body: Buffer): boolean {
  return /[/+]json$/.test(media) || (media === "" && /^\s*[[{]/.test(body.toString("utf8", 0, 64)));
}

function isText(media: string, body: Buffer): boolean {
  if (/^text\/|[/+](xml|yaml|x-yaml|javascript|x-ndjson|csv|graphql)$/.test(media)) return true;
  return media === "" && !body.subarray(0, 1_024).includes(0);
}

function parsed(body: Buffer): { value: unknown; text: string } | undefined {
  try {
    const text = body.toString("utf8");
    return { value: JSON.parse(text), text };
  } catch {
    return undefined;
  }
}

export function told(text: string): PeerAnswer {
  return complete({ content: [{ type: "text", text }], isError: true });
}

/** Clients of a tool that has an output schema want something structured, whatever came. */
function whole(operation: Operation, result: object): PeerAnswer {
  return complete(
    operation.described && !("structuredContent" in result) ? { ...result, structuredContent: {} } : result,
  );
}

function complete(result: object): PeerAnswer {
  return { result: JSON.stringify({ resultType: "complete", ...result }) };
}
