import type { FileEntry, ShelfItem } from "../types.ts";

const SCHEMA = "https://schemas.agentskills.io/discovery/0.2.0/schema.json";

/**
 * The index of Agent Skills discovery 0.2.0: a skill of one file is told as that file, another one as an archive. Each
 * is pinned by the digest of the very bytes that are served.
 */
export function skillsIndex(
  skills: readonly { item: ShelfItem; files: readonly FileEntry[]; archive: string }[],
): Record<string, unknown> {
  return {
    $schema: SCHEMA,
    skills: skills.map(({ item, files, archive }) => {
      const [only] = files;
      const single = files.length === 1 && only?.path === "SKILL.md";
      return {
        name: item.name,
        type: single ? "skill-md" : "archive",
        description: item.description,
        url: single ? `${item.name}/SKILL.md` : `${item.name}.zip`,
        digest: single ? only.digest : archive,
        // Beside the format: the whole folder as it was approved, file by file.
        version: item.version,
        folder: { digest: item.digest, files: files.map(({ path, digest, bytes }) => ({ path, digest, bytes })) },
      };
    }),
  };
}
