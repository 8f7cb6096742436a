import { INSTRUCTIONS } from "./definition.ts";
import { diffOf } from "./diff.ts";
import { type ToolRow, findingsOf, parsedOf } from "./rows.ts";
import { suggestionFor } from "./suggest.ts";
import type { CatalogTool, ToolStory } from "./types.ts";

/** Everything that is kept of a tool, for a person. */
export function storyOf(row: ToolRow, tool: CatalogTool): ToolStory {
  const { approved, approved_hash: hash, approved_by: by, approved_at: at } = row;
  const suggested = row.name === INSTRUCTIONS ? undefined : suggestionFor(row.name, parsedOf(row.definition));
  return {
    tool,
    ...(suggested && { suggested }),
    present: row.present === 1,
    ...(approved !== null && { approved: { definition: approved, hash: hash ?? "", by: by ?? "", at: at ?? 0 } }),
    seen: { definition: row.definition, hash: row.hash, at: row.seen_at },
    ...(row.rejected_by !== null && {
      rejected: { by: row.rejected_by, at: row.rejected_at ?? 0, reason: row.reason ?? "" },
    }),
    diff: approved === null ? [] : diffOf(approved, row.definition),
    findings: findingsOf(row),
  };
}
