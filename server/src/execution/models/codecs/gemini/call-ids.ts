/*
 * Gemini's calls need no id: a result finds its call by name and order. Other formats cannot do without, so
 * ids are made from where a call stands, and are left out again where they come back.
 */

const MADE = "call_lumos_";
/** OpenAI's chat takes no id of more than 40 characters; what tells two answers apart stands at the end of theirs. */
const MAX_SCOPE = 24;

/** True where the provider never gave this id. */
export function isMade(id: string): boolean {
  return id.startsWith(MADE);
}

export interface CallIds {
  /** The id of a call. */
  call(name: string, given: string | undefined): string;
  /** The id of the call this is the result of. */
  result(name: string | undefined, given: string | undefined): string;
}

/** `scope` keeps the ids of one answer apart from those of another. */
export function callIds(scope: string): CallIds {
  const lead = MADE + (scope === "" ? "" : `${scope.replaceAll(/[^A-Za-z0-9]/g, "").slice(-MAX_SCOPE)}_`);
  const open: { id: string; name: string }[] = [];
  let made = 0;
  return {
    call(name, given) {
      const id = given ?? `${lead}${made++}`;
      open.push({ id, name });
      return id;
    },
    result(name, given) {
      const at = open.findIndex((one) => (given === undefined ? one.name === name : one.id === given));
      const found = open[at];
      if (found) open.splice(at, 1);
      return found?.id ?? given ?? `${lead}${made++}`;
    },
  };
}
