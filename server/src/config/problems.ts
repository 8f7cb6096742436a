import { relative } from "node:path";
import type { Problem } from "./types.ts";

/** Where something stands in a file; line and column count from 1. Line 0: the file as a whole. */
export interface Place {
  file: string;
  line: number;
  column: number;
}

const MAX_PROBLEMS = 50;

/** Collects what is wrong, in any order, and gives it back in the order of the files. */
export interface Problems {
  add(at: Place, path: string, message: string, suggestion?: string | undefined): void;
  readonly count: number;
  list(): Problem[];
}

export function collectProblems(): Problems {
  const kept: Problem[] = [];
  let count = 0;
  return {
    add(at, path, message, suggestion) {
      count += 1;
      if (kept.length >= MAX_PROBLEMS) return;
      const problem: Problem = { file: at.file, line: at.line, column: at.column, path, message };
      if (suggestion !== undefined) problem.suggestion = suggestion;
      kept.push(problem);
    },
    get count() {
      return count;
    },
    list() {
      const sorted = [...kept].sort(
        (a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.line - b.line || a.column - b.column,
      );
      const last = sorted.at(-1);
      if (count <= MAX_PROBLEMS || last === undefined) return sorted;
      const more = count - MAX_PROBLEMS + 1;
      return [
        ...sorted.slice(0, -1),
        { file: last.file, line: 0, column: 0, path: "", message: `and ${more} more problems` },
      ];
    },
  };
}

/** `lumos.yaml:12:5 routes[0].models[1]: there is no model ... did you mean ...?` */
export function formatProblem(problem: Problem, cwd?: string): string {
  const shown = cwd === undefined ? problem.file : nearer(problem.file, cwd);
  const place = problem.line > 0 ? `${shown}:${problem.line}:${problem.column}` : shown;
  const path = problem.path === "" ? "" : ` ${problem.path}`;
  return `${place}${path}: ${problem.message}${problem.suggestion === undefined ? "" : `; ${problem.suggestion}`}`;
}

function nearer(file: string, cwd: string): string {
  const short = relative(cwd, file);
  return short.startsWith("..") || short === "" ? file : short;
}
