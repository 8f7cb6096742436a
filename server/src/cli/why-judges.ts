import { type NanoUsd, formatUsd } from "../kernel/index.ts";
import type { Why } from "../record/index.ts";

/** What came of asking judges, one line each. */
export function judgesText({ judged = [] }: Pick<Why, "judged">): string[] {
  return judged.map((story) => {
    const { judge, api, model, because, mode, fate, detail, rule, before, after, found, requests, ms } = story;
    const changed = Object.entries(after ?? {}).map(
      ([domain, score]) => `${domain} ${before?.[domain as keyof typeof before] ?? 0} -> ${score}`,
    );
    const seen = Object.entries(found ?? {}).map(([kind, count]) => `${count} ${kind}`);
    const cost = story.costNanoUsd === null ? "unpriced" : formatUsd(story.costNanoUsd as NanoUsd);
    const parts = [
      `${fate.padEnd(11)} ${judge} (${api}, ${model})  ${because}${mode === "race" ? ", racing the model" : ""}`,
      detail,
      rule === undefined ? undefined : `rule: ${rule}`,
      changed.length === 0 ? undefined : changed.join(", "),
      seen.length === 0 ? undefined : `found ${seen.join(", ")}`,
      requests === 0 ? undefined : `${requests} ${requests === 1 ? "request" : "requests"}`,
      `${ms} ms`,
      cost,
    ];
    return parts.filter((part) => part !== undefined).join("  ");
  });
}
