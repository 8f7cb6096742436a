import { isRecord } from "../../../kernel/index.ts";
import type { Operation } from "./operations.ts";
import type { Arguments } from "./request.ts";

/* Where an answer goes on. Nothing is fetched by itself: the caller is told which arguments give the next page. */

const CURSORS =
  /^(cursor|page_?token|after|starting_?after|next_?token|continuation(_?token)?|marker|page|offset|skip|start|since_id|page_?cursor|bookmark)$/i;
const NEXT = [
  "next_cursor",
  "nextCursor",
  "next_page_token",
  "nextPageToken",
  "next_token",
  "nextToken",
  "continuation_token",
  "continuationToken",
  "next_marker",
  "NextMarker",
  "next_page",
  "nextPage",
  "bookmark",
  "next",
  "cursor",
  "endCursor",
  "after",
];
const AROUND = [
  "",
  "meta",
  "pagination",
  "paging",
  "page",
  "links",
  "_links",
  "response_metadata",
  "page_info",
  "pageInfo",
  "cursors",
];
const MAX_VALUE = 4_096;

/** The arguments that ask for what comes next; nothing where there is no more, or it cannot be told. */
export function nextOf(
  operation: Operation,
  { args, link, answer, asked }: { args: Arguments; link: string | undefined; answer: unknown; asked: URL },
): Arguments | undefined {
  if (operation.method !== "GET") return undefined;
  const queries = operation.parameters.filter((one) => one.in === "query");
  const linked = /<([^<>]{1,4096})>\s*;[^,<]*\brel\s*=\s*"?[^",;]*\bnext\b/i.exec(link?.slice(0, 16_384) ?? "")?.[1];
  const found = linked ?? said(answer);
  if (found === undefined) return undefined;
  const value = String(found);
  if (/^(https?:\/\/|\/|\?)/.test(value)) {
    if (!URL.canParse(value, asked)) return undefined;
    const url = new URL(value, asked);
    // Only what the operation itself may be asked with is taken over, so that the next page is of the same place.
    if (url.origin !== asked.origin || url.pathname !== asked.pathname) return undefined;
    const changed = queries.flatMap((one): [string, unknown][] => {
      const there = url.searchParams.get(one.name);
      return there === null || String(args[one.argument] ?? "") === there
        ? []
        : [[one.argument, typed(args[one.argument], there)]];
    });
    return changed.length === 0 ? undefined : { ...args, ...Object.fromEntries(changed) };
  }
  const into = queries.find((one) => CURSORS.test(one.name));
  return into === undefined ? undefined : { ...args, [into.argument]: found };
}

function typed(before: unknown, value: string): unknown {
  return /^\d{1,15}$/.test(value) && typeof before !== "string" ? Number(value) : value;
}

function said(answer: unknown): string | number | undefined {
  if (!isRecord(answer)) return undefined;
  if (answer["has_more"] === false || answer["hasMore"] === false) return undefined;
  for (const place of AROUND) {
    const at = place === "" ? answer : answer[place];
    if (!isRecord(at)) continue;
    if (at["hasNextPage"] === false) continue;
    for (const name of NEXT) {
      const value = isRecord(at[name]) ? at[name]["href"] : at[name];
      // A cursor on its own level may be anything; around it, it is of pages.
      if ((name === "cursor" || name === "after" || name === "endCursor") && place === "") continue;
      if ((typeof value === "string" && value !== "" && value.length <= MAX_VALUE) || typeof value === "number")
        return value;
    }
  }
  return undefined;
}
