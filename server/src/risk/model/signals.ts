import { CONCEPTS } from "./lexicon.ts";
import { type Reading, SEEN } from "./read.ts";

/**
 * What a sentence does, by name: it does so when it has one of each group. A group names concepts of the
 * lexicon, or `@` and what else was seen.
 */
const RULES: Readonly<Record<string, readonly string[]>> = {
  "override-instructions": ["ignore", "instructions previous systemprompt"],
  "asks-for-system-prompt": ["reveal verbatim summary encode send write", "systemprompt"],
  "asks-for-text-above": ["reveal verbatim encode", "previous", "instructions verbatim systemprompt"],
  persona: ["actas", "unrestricted ai fiction mode"],
  unrestricted: ["unrestricted"],
  "mode-switch": ["mode", "unrestricted authority ai"],
  "refusal-suppression": ["never", "refuse"],
  "role-markup": ["@roleTag @roleLine", "roleword"],
  "addressed-to-ai": ["ai", "must please execute send newtask ignore delete summary hire"],
  concealment: ["secretly never", "tell", "user ai"],
  secretly: ["secretly undetected", "send execute delete reveal account secretdata"],
  exfiltration: ["send reveal", "secretdata systemprompt privateinfo", "@url url user"],
  "sends-to-address": ["send", "@url url"],
  "image-address": ["@image", "@url url"],
  "new-task": ["newtask", "must ignore instructions ai please execute"],
  "claimed-authority": ["authority", "must important ignore unrestricted mode instructions"],
  "urgent-order": ["important", "must execute send delete newtask ai"],
  "tool-order": ["execute", "must please ai newtask delete important"],
  "deletion-order": ["delete", "must please ai execute secretdata account"],
  "encoded-request": ["encode", "howto reveal ignore instructions execute refuse"],
  "fiction-frame": ["fiction", "actas refuse howto unrestricted undetected"],
  "forced-opening": ["forceopening"],
  "two-answers": ["twofold"],
  "point-game": ["tokens", "ai refuse unrestricted"],
  "only-output": ["continue"],
  "money-order": ["money", "send must please execute"],
  "rating-order": ["hire", "ai must summary newtask ignore"],
  "harmful-how-to": [
    "howto make give write hack",
    "kill bomb poison chemweapon bioweapon nuclear drugs malware phish steal fraud blackmail kidnap suicide selfharm arson cheat terror hate weapon track disinfo",
  ],
  "evades-discovery": [
    "undetected",
    "kill hurt weapon bomb poison drugs malware hack steal fraud track blackmail kidnap arson cheat card account person child",
  ],
  "harm-to-person": ["person child group", "kill hurt poison track blackmail kidnap bully sexual hack steal fraud"],
  "group-hate": ["group", "hate kill hurt terror"],
  "self-harm": ["self", "suicide selfharm"],
  "persuades-to-harm": [
    "encourage write",
    "kill hurt drugs suicide selfharm terror hate disinfo steal fraud bully cheat sexual",
  ],
  "private-life": ["privateinfo track", "person child howto account give"],
  "defends-or-learns": ["defend why lawful"],
  "innocent-use": ["innocent"],
  "training-data": ["dataset", "many give write make"],
  "personal-advice": ["self", "finance lawsuit medical"],
  "shell-danger": ["shell coderun", "delete execute secretdata make write"],
};

export const SIGNALS: readonly string[] = Object.keys(RULES);

const WORDS = 3;
const GROUPS = 3;

/** Bits of the concepts of a rule's groups, `WORDS` numbers a group and one of what else is seen. */
const MASKS = masksOf();

function masksOf(): Int32Array {
  const masks = new Int32Array(SIGNALS.length * GROUPS * (WORDS + 1));
  for (const [rule, groups] of Object.values(RULES).entries())
    for (const [group, names] of groups.entries())
      for (const name of names.split(" ")) {
        const at = (rule * GROUPS + group) * (WORDS + 1);
        if (name.startsWith("@")) {
          masks[at + WORDS] = (masks[at + WORDS] as number) | SEEN[name.slice(1) as keyof typeof SEEN];
          continue;
        }
        const concept = CONCEPTS.indexOf(name);
        if (concept === -1 || concept >= WORDS * 32) throw new TypeError(`no such concept: ${name}`);
        masks[at + (concept >> 5)] = (masks[at + (concept >> 5)] as number) | (1 << (concept & 31));
      }
  return masks;
}

/** Notes for each signal the sentence that shows it, the first one, or leaves -1; gives how many signals each sentence has. */
export function signalsOf(reading: Reading, firsts: Int32Array, counts: Uint8Array): void {
  firsts.fill(-1);
  let from = 0;
  for (let sentence = 0; sentence < reading.sentences; sentence++) {
    const to = reading.conceptEnds[sentence] as number;
    const seen = reading.seen[sentence] as number;
    counts[sentence] = 0;
    if (to > from || seen !== 0) {
      let m0 = 0;
      let m1 = 0;
      let m2 = 0;
      for (let i = from; i < to; i++) {
        const concept = reading.concepts[i] as number;
        const bit = 1 << (concept & 31);
        if (concept < 32) m0 |= bit;
        else if (concept < 64) m1 |= bit;
        else m2 |= bit;
      }
      let found = 0;
      for (let rule = 0; rule < SIGNALS.length; rule++) {
        if (!holds(rule, m0, m1, m2, seen)) continue;
        found += 1;
        if (firsts[rule] === -1) firsts[rule] = sentence;
      }
      counts[sentence] = found;
    }
    from = to;
  }
}

function holds(rule: number, m0: number, m1: number, m2: number, seen: number): boolean {
  for (let group = 0; group < GROUPS; group++) {
    const at = (rule * GROUPS + group) * (WORDS + 1);
    const a = MASKS[at] as number;
    const b = MASKS[at + 1] as number;
    const c = MASKS[at + 2] as number;
    const d = MASKS[at + 3] as number;
    if ((a | b | c | d) === 0) return true;
    if (((a & m0) | (b & m1) | (c & m2) | (d & seen)) === 0) return false;
  }
  return true;
}
