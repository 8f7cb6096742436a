import { relative } from "node:path";
import { type Loaded, formatProblem } from "../config/index.ts";

/** What a configuration says that is sound but not what somebody may think: warnings, and keys without effect yet. */
export function noticesOf(loaded: Loaded, cwd: string): string[] {
  const file = loaded.file === undefined ? "the built-in configuration" : relative(cwd, loaded.file) || loaded.file;
  const byMessage = Map.groupBy(loaded.inactive, (one) => one.message);
  return [
    ...loaded.warnings.map((warning) => formatProblem(warning, cwd)),
    ...[...byMessage].map(([message, places]) => {
      const lines = [...new Set(places.map((place) => place.line))];
      const shown = lines.slice(0, 5).join(", ") + (lines.length > 5 ? ", ..." : "");
      return `not active yet, ${file} line ${shown}: ${message}`;
    }),
  ];
}
