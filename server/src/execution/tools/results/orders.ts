/*
 * Plain orders to a model in the data of a tool. Nobody who writes data for people tells a machine to set its
 * instructions aside; who writes about such attacks quotes them. The classifier weighs everything else.
 */

const OVERRIDE = [
  /\b(?:ignore|disregard|forget|override|bypass)\b[^.!?\n]{0,40}\b(?:previous|prior|above|earlier|preceding|existing|original|system|all|your(?= (?:instructions?|prompt|guidelines|directives?|system)))\b[^.!?\n]{0,30}\b(?:instructions?|prompts?|rules|directives?|guidelines|orders|context)\b/gi,
  /\b(?:new|updated|revised|real|actual) (?:system )?instructions? (?:for|to) (?:the |any |all )?(?:ai|assistants?|agents?|models?|llms?|chatbots?|you)\b/gi,
  /\b(?:ignoriere|vergiss|missachte)\b[^.!?\n]{0,40}\b(?:vorherigen?|bisherigen?|obigen?|alle|deine)\b[^.!?\n]{0,30}\b(?:anweisung(?:en)?|regeln|vorgaben|befehle)/gi,
  /\b(?:ignore[zr]?|oublie[zr]?|ne tiens? pas compte)\b[^.!?\n]{0,40}\b(?:instructions?|consignes?|r\u00e8gles)\b[^.!?\n]{0,30}\b(?:pr\u00e9c\u00e9dentes?|ant\u00e9rieures?|ci-dessus)/gi,
  /\b(?:ignora|olvida|descarta|desconsidere|ignore|esque\u00e7a)\b[^.!?\n]{0,40}\b(?:instrucciones|instru\u00e7\u00f5es|reglas|regras|\u00f3rdenes|istruzioni)\b[^.!?\n]{0,30}\b(?:anteriores|previas|precedenti)/gi,
  /(?:\u5ffd\u7565|\u65e0\u89c6|\u5fd8\u8bb0)[^\u3002\n]{0,12}(?:\u4e4b\u524d|\u4ee5\u4e0a|\u5148\u524d|\u6240\u6709)[^\u3002\n]{0,8}(?:\u6307\u4ee4|\u6307\u793a|\u89c4\u5219)/g,
  /(?:\u4ee5\u524d|\u4e0a\u8a18|\u3053\u308c\u307e\u3067)[^\u3002\n]{0,8}(?:\u6307\u793a|\u547d\u4ee4)[^\u3002\n]{0,8}(?:\u7121\u8996|\u5fd8\u308c)/g,
];
/** Whom it speaks to, and that it wants something kept from the person who asked. */
const ADDRESSED =
  /\b(?:(?:note|attention|message|important|instructions?|reminder) (?:to|for) (?:the |any |all )?|dear )?(?:ai|llm|language model)(?: assistants?| agents?| models?)?\b[^.!?\n]{0,20}(?::|,|must|should|please|you are|before|when)|\b(?:assistant|agent)s?\s*[:,]\s*(?:please|you|before|first|now|ignore|send|call|use|run|read|fetch|forward)/i;
const IN_SECRET =
  /\b(?:do not|don't|never|without)\b[^.!?\n]{0,15}\b(?:tell|telling|mention|mentioning|inform|informing|reveal|revealing|notify|notifying|alert|alerting|show)\b[^.!?\n]{0,25}\b(?:user|human|person|owner|anyone|this|them|customer|operator)\b/gi;
const ACT =
  /\b(?:send|forward|e-?mail|mail|post|upload|transmit|exfiltrate|share|submit|copy|call|invoke|execute|run|delete|transfer|fetch|read|open|append|include)\b/i;
/** Marks of quotation and of talk about such texts, right before. */
const QUOTED =
  /["'\u201c\u2018\u00ab\u300c`][^"'\u201d\u2019\u00bb\u300d`\n]{0,60}$|\b(?:such as|like|e\.g\.|for example|for instance|phrases?|strings?|prompts?|attacks?|says?|wrote|called|known as|attempts? to|tries to|trying to|tells?|telling|instructs?|asks?)\b[^.!?\n]{0,60}$/i;

/** What is longer is read at both ends: a pattern tries each place anew, and the classifier reads all of it anyway. */
const MAX_READ = 100_000;
const NEAR = 300;
const MAX_SEEN = 100;

/** Where a text gives a model orders in plain words; undefined where it does not. */
export function plainOrders(text: string): { start: number; end: number } | undefined {
  if (text.length <= 2 * MAX_READ) return ordersIn(text);
  const tail = text.length - MAX_READ;
  const last = ordersIn(text.slice(tail));
  return ordersIn(text.slice(0, MAX_READ)) ?? (last && { start: last.start + tail, end: last.end + tail });
}

function ordersIn(text: string): { start: number; end: number } | undefined {
  let seen = 0;
  for (const pattern of OVERRIDE)
    for (const match of text.matchAll(pattern)) {
      if ((seen += 1) > MAX_SEEN) break;
      const start = match.index;
      const before = text.slice(Math.max(0, start - 80), start);
      if (QUOTED.test(before)) continue;
      return { start, end: start + match[0].length };
    }
  for (const secret of text.matchAll(IN_SECRET)) {
    if ((seen += 1) > MAX_SEEN) break;
    if (isOrder(text, secret)) return { start: secret.index, end: secret.index + secret[0].length };
  }
  return undefined;
}

/** Whether something is to be done around what is to be kept from whoever asked, and a machine is meant. */
function isOrder(text: string, secret: RegExpExecArray): boolean {
  const around = text.slice(Math.max(0, secret.index - NEAR), secret.index + secret[0].length + NEAR);
  const asked =
    ACT.test(around) &&
    (ADDRESSED.test(around) ||
      /\b(?:tool|function|your (?:instructions|context|memory|conversation)|the (?:user's|conversation))\b/i.test(
        around,
      ));
  return asked && !QUOTED.test(text.slice(Math.max(0, secret.index - 80), secret.index));
}
