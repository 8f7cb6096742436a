import { isRecord, type ToolEffect } from "../kernel/index.ts";

/** What a tool's words suggest that it does; a person confirms. */
export interface Suggested {
  effect: ToolEffect;
  because: string;
}

const VERBS: Readonly<Record<ToolEffect, readonly string[]>> = {
  destructive: words(
    "delete drop remove destroy purge truncate wipe erase kill terminate revoke uninstall reset format clear discard unlink",
  ),
  egress: words(
    "send post upload mail email publish share notify forward tweet sms webhook export broadcast dial invite request http curl",
  ),
  write: words(
    "create update set add insert write edit move rename patch put merge apply enable disable start stop run execute save store append assign approve close open rotate deploy scale install register copy make change modify replace restore cancel schedule archive refund charge pay transfer toggle trigger acknowledge draft reply comment label import",
  ),
  read: words(
    "get list search find read fetch query describe show view lookup look check count status explain retrieve resolve inspect summarize preview compare validate lint calculate convert translate echo think recall browse scan detect analyze navigate",
  ),
};
/** Whoever can say where it goes can carry something out with it. */
const ADDRESS = /^(?:url|uri|endpoint|webhook(?:_?url)?|host(?:name)?|recipients?|to|bcc|email|address)$/i;

export function suggestionFor(name: string, definition: Readonly<Record<string, unknown>>): Suggested | undefined {
  const told =
    verbIn(wordsIn(name), "its name says") ??
    verbIn(wordsIn(firstSentence(definition)).slice(0, 4), "its description begins with");
  if (told?.effect !== "read") return told;
  const address = membersOf(definition["inputSchema"]).find((member) => ADDRESS.test(member));
  return address === undefined
    ? told
    : { effect: "egress", because: `${told.because}, but whoever calls it says where it goes (${address})` };
}

function verbIn(said: readonly string[], how: string): Suggested | undefined {
  for (const word of said)
    for (const effect of ["destructive", "egress", "write", "read"] as const) {
      const verb = VERBS[effect].find((one) => one === word || `${one}s` === word || `${one}es` === word);
      if (verb !== undefined) return { effect, because: `${how} ${verb}` };
    }
  return undefined;
}

/** `sendMail`, `send_mail` and `send-mail` are two words. */
function wordsIn(text: string): string[] {
  return text
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}

function firstSentence({ description }: Readonly<Record<string, unknown>>): string {
  return typeof description === "string" ? description.slice(0, 200) : "";
}

function membersOf(schema: unknown): string[] {
  return isRecord(schema) && isRecord(schema["properties"]) ? Object.keys(schema["properties"]) : [];
}

function words(list: string): readonly string[] {
  return list.split(" ");
}
