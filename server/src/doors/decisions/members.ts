import type { CallProblem } from "../../kernel/index.ts";

/** Says what is wrong with a question; the first that is said counts. */
export type Wrong = (param: string, message: string) => void;

export interface Problems {
  wrong: Wrong;
  first(): CallProblem | undefined;
}

export function makeProblems(): Problems {
  let first: CallProblem | undefined;
  return {
    wrong(param, message) {
      first ??= { code: "invalid_request", message, param };
    },
    first: () => first,
  };
}

const MAX_LIST = 200;

/** A text that is there, and not too long. */
export function textIn(value: unknown, param: string, most: number, wrong: Wrong): string {
  if (typeof value === "string" && value !== "" && value.length <= most) return value.toWellFormed();
  wrong(param, `${param} must be a text of 1 to ${most} characters.`);
  return "";
}

export function textsIn(value: unknown, param: string, most: number, wrong: Wrong): string[] {
  if (Array.isArray(value) && value.length <= MAX_LIST) return value.map((one) => textIn(one, param, most, wrong));
  wrong(param, `${param} must be a list of at most ${MAX_LIST} texts.`);
  return [];
}

export function numberIn(value: unknown, param: string, least: number, most: number, wrong: Wrong): number {
  if (typeof value === "number" && value >= least && value <= most) return value;
  wrong(param, `${param} must be a number from ${least} to ${most}.`);
  return least;
}
