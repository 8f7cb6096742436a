/** What a tool gives; of one that gives many in turn, the last, which is its result. */
export async function lastOf(given: unknown): Promise<unknown> {
  const value: unknown = await given;
  if (!isIterable(value)) return value;
  let last: unknown;
  for await (const one of value) last = one;
  return last;
}

function isIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}
