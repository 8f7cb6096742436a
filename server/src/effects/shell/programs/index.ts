import type { Program } from "../use.ts";
import { BUILDING } from "./building.ts";
import { CLOUD } from "./cloud.ts";
import { CODE } from "./code.ts";
import { CONTAINERS } from "./containers.ts";
import { DATABASES } from "./databases.ts";
import { FILES } from "./files.ts";
import { FINDING } from "./finding.ts";
import { GIT } from "./git.ts";
import { NETWORK } from "./network.ts";
import { PACKAGES } from "./packages.ts";
import { READING } from "./reading.ts";
import { SHELLS } from "./shells.ts";
import { SYSTEM } from "./system.ts";
import { TEXTS } from "./texts.ts";
import { WRAPPERS } from "./wrappers.ts";

/* The programs that are known, by name. */

const PROGRAMS: ReadonlyMap<string, Program> = new Map(
  [
    READING,
    TEXTS,
    FILES,
    FINDING,
    SHELLS,
    WRAPPERS,
    CODE,
    NETWORK,
    PACKAGES,
    GIT,
    CONTAINERS,
    CLOUD,
    DATABASES,
    SYSTEM,
    BUILDING,
  ].flatMap((table) => Object.entries(table)),
);

export const PROGRAM_NAMES: readonly string[] = [...PROGRAMS.keys()];

/** A name with its version (`python3.12`), in capitals, or with `.exe` is the same program. */
export function programNamed(name: string): Program | undefined {
  const exact = PROGRAMS.get(name);
  if (exact !== undefined) return exact;
  const plain = name.toLowerCase().replace(/\.(exe|cmd|bat)$/, "");
  return PROGRAMS.get(plain) ?? PROGRAMS.get(plain.replace(/[-_]?\d+(\.\d+)*$/, ""));
}
