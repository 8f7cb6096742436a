const MONTHS =
  "jan(?:uary|uar|vier|eiro)?|f[ée]b(?:ruary|ruar|rero|braio)?|f[ée]vr?(?:ier|ereiro)?|mar(?:ch|s|zo|ço)?|m[äa]r[zt]?|maart|apr(?:il|ile)?|a[bv]r(?:il)?|may|mai|mayo|maggio|maio|mei|june?|juni|juin|junio|giugno|junho|july?|juli|juillet|julio|luglio|julho|aug(?:ust|ustus)?|ao[ûu]t|agosto|sep(?:t|tember|tembre|tiembre)?|set(?:tembre|embro)?|o[ck]t(?:ober|obre|ubre)?|ottobre|outubro|nov(?:ember|embre|iembre|embro)?|de[cz](?:ember|iembre|embro)?|d[ée]c(?:embre)?|dicembre|diciembre";

const DATE = new RegExp(
  [
    String.raw`\d{4}[-./]\d{1,2}[-./]\d{1,2}`,
    String.raw`\d{1,2}[-./]\d{1,2}[-./](?:\d{4}|\d{2})`,
    String.raw`\d{1,2}(?:st|nd|rd|th|\.)?(?: of| de)? (?:${MONTHS})\.?,?(?: de)? \d{4}`,
    String.raw`(?:${MONTHS})\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}`,
    String.raw`\d{1,2}-(?:${MONTHS})-\d{2,4}`,
    String.raw`\d{4}年\d{1,2}月\d{1,2}日`,
    String.raw`\d{4}년 ?\d{1,2}월 ?\d{1,2}일`,
  ].join("|"),
  "i",
);
const LONGEST = 36;
const GAP = 28;

/** Where a date stands shortly after `from`, on the same line or within a value. */
export function dateAfter(text: string, from: number): { start: number; end: number } | undefined {
  const piece = text.slice(from, from + GAP + LONGEST);
  const match = DATE.exec(piece);
  if (match === null || match.index > GAP || /\n\s*\n|[.;!?] /.test(piece.slice(0, match.index))) return undefined;
  const start = from + match.index;
  const end = start + match[0].length;
  // A part of a longer number is no date.
  if (/\d/.test(text[start - 1] ?? "") || /\d/.test(text[end] ?? "")) return undefined;
  return { start, end };
}
