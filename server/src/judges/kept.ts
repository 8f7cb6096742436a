import { type Clock, type Millis, bounded, sha256 } from "../kernel/index.ts";
import type { ConnectedJudge } from "../registry/index.ts";
import { DIALECTS } from "./dialects/index.ts";
import type { Reading, Unit } from "./types.ts";

/** What judges said before: by hash of the content, never the content. */
export interface KeptReadings {
  get(judge: ConnectedJudge, unit: Unit): Reading | undefined;
  keep(judge: ConnectedJudge, unit: Unit, reading: Reading): void;
  forget(): void;
}

const MAX_ORGANIZATIONS = 200;
const MAX_KEPT = 5_000;
const MAX_SPANS = 200;

interface Kept {
  reading: Reading;
  until: Millis;
}

export function versionOf(judge: ConnectedJudge): string {
  return `${DIALECTS[judge.api].version}+${judge.fingerprint}`;
}

export function makeKeptReadings({ clock }: { clock: Clock }): KeptReadings {
  let organizations = bounded<ReturnType<typeof bounded<Kept>>>(MAX_ORGANIZATIONS);

  const ofOrg = (org: string) => {
    let kept = organizations.get(org);
    if (!kept) organizations.set(org, (kept = bounded<Kept>(MAX_KEPT)));
    return kept;
  };

  return {
    get(judge, unit) {
      const kept = ofOrg(judge.org);
      const key = keyOf(judge, unit);
      const known = kept.get(key);
      if (!known) return undefined;
      if (clock.now() < known.until) return known.reading;
      kept.delete(key);
      return undefined;
    },
    keep(judge, unit, reading) {
      if (judge.cacheMs <= 0 || (reading.spans?.length ?? 0) > MAX_SPANS) return;
      ofOrg(judge.org).set(keyOf(judge, unit), { reading, until: clock.now() + judge.cacheMs });
    },
    forget() {
      organizations = bounded(MAX_ORGANIZATIONS);
    },
  };
}

// Guarantee: what a judge said is given again only for the same content, judge, version and policy text of one organization.
function keyOf(judge: ConnectedJudge, { segments }: Unit): string {
  const shown = JSON.stringify(segments.map(({ channel, text }) => [channel, text]));
  return sha256(`${judge.id}\n${versionOf(judge)}\n${shown}`);
}
