import { join } from "node:path";
import { type PackageFile, readPackage } from "../../shelves/index.ts";
import type { Reader } from "./files.ts";

const MAX_FILES = 200;
const MAX_DEPTH = 8;
const MAX_SKILLS = 300;

export interface FoundSkill {
  folder: string;
  name: string;
  /** Over the whole folder, as an approved skill's is; empty where it cannot be one. */
  digest: string;
}

/** Each folder with a SKILL.md in it. */
export function skillsIn(reader: Reader, root: string, folder: string): FoundSkill[] {
  const found: FoundSkill[] = [];
  for (const name of reader.names(root, folder)) {
    const at = join(folder, name);
    const head = found.length < MAX_SKILLS ? reader.read(root, join(at, "SKILL.md")) : undefined;
    if (!head) continue;
    const files = filesOf(reader, root, at);
    const read = files && readPackage("skill", files);
    found.push({ folder: at, name: read?.ok ? read.value.name : name, digest: read?.ok ? read.value.digest : "" });
  }
  return found;
}

/** All of a folder's files; undefined where it holds more than a skill may, or what is no text and cannot be pinned here. */
function filesOf(reader: Reader, root: string, folder: string): PackageFile[] | undefined {
  const files: PackageFile[] = [];
  const walk = (path: string, depth: number): boolean => {
    if (depth > MAX_DEPTH) return false;
    for (const name of reader.names(root, join(folder, path))) {
      if (name === ".git" || name === ".DS_Store") continue;
      const below = path === "" ? name : `${path}/${name}`;
      const file = reader.bytes(root, join(folder, below));
      if (file === "folder") {
        if (!walk(below, depth + 1)) return false;
      } else if (file === undefined || files.length >= MAX_FILES) return false;
      else files.push({ path: below, ...file });
    }
    return true;
  };
  return walk("", 0) ? files : undefined;
}
