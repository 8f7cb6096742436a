import type { ShelfItem } from "../types.ts";

/** Marketplace names that Claude Code keeps for itself begin like this, or are these words. */
const RESERVED = /^(?:claude|anthropic|official|agent-skills|inline|builtin|synced|npm|github|skills-dir)/;

/** What Claude Code calls the marketplace; a user has one of each name. */
export function marketplaceName(org: string): string {
  const name =
    org
      .toLowerCase()
      .replaceAll(/[^a-z0-9-]/g, "-")
      .replaceAll(/^-+|-+$/g, "") || "organization";
  return RESERVED.test(name) ? `lumos-${name}` : name;
}

/** Claude Code's `marketplace.json`. Each plugin is a git repository that Lumos serves, pinned by its commit. */
export function marketplaceOf(
  plugins: readonly { item: ShelfItem; commit: string }[],
  about: { org: string; name: string; url: string },
): Record<string, unknown> {
  return {
    name: marketplaceName(about.org),
    owner: { name: about.name },
    metadata: { description: `What ${about.name} has approved.` },
    plugins: plugins.map(({ item, commit }) => ({
      name: item.name,
      ...(item.description === "" ? {} : { description: item.description }),
      version: item.version,
      source: { source: "url", url: `${about.url}/registry/plugins/${item.name}.git`, sha: commit },
    })),
  };
}
