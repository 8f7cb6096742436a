/** Milliseconds of a moment or of a duration as policies write them; undefined for what we do not read. */
export function timeOf(kind: "datetime" | "duration", text: string): number | undefined {
  if (kind === "datetime") {
    if (!/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d{3})?(Z|[+-]\d{4}))?$/.test(text)) return undefined;
    const ms = Date.parse(
      text.replace(/([+-]\d{2})(\d{2})$/, (whole, h, m) => (text.includes("T") ? `${h}:${m}` : whole)),
    );
    return Number.isNaN(ms) ? undefined : ms;
  }
  const found = /^(-?)(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+)s)?(?:(\d+)ms)?$/.exec(text);
  if (!found || text === "" || text === "-") return undefined;
  const [, sign, d = 0, h = 0, m = 0, s = 0, ms = 0] = found;
  const total = Number(d) * 86_400_000 + Number(h) * 3_600_000 + Number(m) * 60_000 + Number(s) * 1_000 + Number(ms);
  return Number.isSafeInteger(total) ? (sign === "-" ? -total : total) : undefined;
}
