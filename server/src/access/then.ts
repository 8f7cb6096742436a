import type { AccessParts } from "./queries.ts";
import type { AccessRooms } from "./may-use.ts";
import type { Declaration } from "../config/index.ts";
import { makeContext } from "../context/index.ts";
import { type Clock, type Millis, silentLog } from "../kernel/index.ts";
import { type PolicyRoom, makePolicy } from "../policy/index.ts";
import { type Landscape, buildLandscape } from "../registry/index.ts";

/** What decided at a moment that has gone. */
export interface Then {
  rooms: AccessRooms;
  landscape: Landscape;
}

/** Rooms of moments that have gone, one after the other: what is the same in both is not made again. */
export interface Thens {
  /** Undefined where what was declared then cannot be decided with. */
  at(moment: Millis, declaration: Declaration): Promise<Then | undefined>;
  close(): void;
}

export function makeThens(parts: Pick<AccessParts, "catalog" | "clock">): Thens {
  let room: { policy: PolicyRoom; policies: string; hear(landscape: Landscape): void } | undefined;
  let landscape: Landscape;
  let now: Millis = 0;
  let revision = 0;
  const clock: Clock = { now: () => now, elapsed: () => parts.clock.elapsed() };

  const open = async (policies: string) => {
    let hear: (landscape: Landscape) => void = () => {};
    const registry = {
      landscape: () => landscape,
      organizations: () => [landscape.organization.id],
      onChange: (heard: typeof hear) => {
        hear = heard;
        return () => {};
      },
    };
    const policy = await makePolicy({ registry, clock, log: silentLog });
    return { policy, policies, hear: (changed: Landscape) => hear(changed) };
  };

  return {
    async at(moment, declaration) {
      try {
        landscape = buildLandscape(declaration, (revision += 1));
        now = moment;
        const policies = JSON.stringify(declaration.objects.policies);
        // A set that has let something expire does not take it back.
        if (room?.policies === policies && !policies.includes("@expires")) room.hear(landscape);
        else {
          room?.policy.close();
          room = undefined;
          room = await open(policies);
        }
      } catch {
        return undefined;
      }
      const context = makeContext({ registry: { landscape: () => landscape }, clock });
      const registry = { landscape: () => landscape };
      return { rooms: { registry, policy: room.policy, context, catalog: parts.catalog }, landscape };
    },
    close: () => room?.policy.close(),
  };
}
