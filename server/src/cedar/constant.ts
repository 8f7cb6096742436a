import type { Code, Run } from "./runtime.ts";

/** What does not depend on the request, worked out once. An error may be a constant too. */
const constants = new WeakMap<Code, { run: Run | undefined }>();

export function constantOf(code: Code): { run: Run | undefined } | undefined {
  return constants.get(code);
}

export function always(run: Run | undefined): Code {
  const code: Code = () => run;
  constants.set(code, { run });
  return code;
}

/** Made of constants, it is one. */
export function folded(parts: readonly Code[], code: Code): Code {
  // Constants read nothing of the scene, so there need not be one.
  return parts.every((part) => constants.has(part)) ? always(code(undefined as never)) : code;
}
