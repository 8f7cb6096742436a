/* Why what a model answered is given to nobody. */

/** How an attempt ends whose decision is not on the disk. */
export const UNRECORDED = "the record could not be written";
/** It was decided anew, and otherwise, while the model was asked. */
export const OVERTAKEN = "it was decided anew before anything was given";

/** What the promise that a decision is on the disk was broken for. */
export function ungivenBecause(error: unknown): string {
  return error instanceof Error && error.message === OVERTAKEN ? OVERTAKEN : UNRECORDED;
}
