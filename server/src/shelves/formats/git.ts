import { createHash } from "node:crypto";
import { deflateSync } from "node:zlib";
import type { PackageFile } from "../types.ts";

/*
 * A package as a git repository of one commit, in the files that git's plain HTTP transport asks for. Its bytes depend
 * on the package alone, so a commit's name pins it as its digest does.
 */

export interface GitRepository {
  commit: string;
  /** What stands at a path of the repository; undefined where nothing does. */
  read(path: string): { type: string; bytes: Buffer } | undefined;
}

const BRANCH = "refs/heads/main";
/** Nobody wrote it: the same package is the same commit wherever and whenever it is made. */
const SIGNATURE = "Lumos <lumos@localhost> 0 +0000";

interface Folder {
  folders: Map<string, Folder>;
  files: Map<string, PackageFile>;
}

export function gitRepository(title: string, files: readonly PackageFile[]): GitRepository {
  const objects = new Map<string, Buffer>();
  const keep = (type: string, content: Buffer): string => {
    const whole = Buffer.concat([Buffer.from(`${type} ${content.length}\0`), content]);
    const name = createHash("sha1").update(whole).digest("hex");
    if (!objects.has(name)) objects.set(name, deflateSync(whole));
    return name;
  };
  const tree = (folder: Folder): string => {
    const entries = [
      ...[...folder.files].map(([name, { content, executable }]) => ({
        name,
        order: name,
        mode: executable ? "100755" : "100644",
        object: keep("blob", content),
      })),
      // Git orders folders as if their names ended with a slash.
      ...[...folder.folders].map(([name, inner]) => ({ name, order: `${name}/`, mode: "40000", object: tree(inner) })),
    ].toSorted((a, b) => Buffer.compare(Buffer.from(a.order), Buffer.from(b.order)));
    const lines = entries.map(({ name, mode, object }) =>
      Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(object, "hex")]),
    );
    return keep("tree", Buffer.concat(lines));
  };
  const root = tree(foldersOf(files));
  const message = `tree ${root}\nauthor ${SIGNATURE}\ncommitter ${SIGNATURE}\n\n${title}\n`;
  const commit = keep("commit", Buffer.from(message));
  const text = (content: string) => ({ type: "text/plain; charset=utf-8", bytes: Buffer.from(content) });
  return {
    commit,
    read(path) {
      if (path === "HEAD") return text(`ref: ${BRANCH}\n`);
      if (path === "info/refs") return text(`${commit}\t${BRANCH}\n`);
      if (path === "objects/info/packs") return text("\n");
      const loose = /^objects\/([0-9a-f]{2})\/([0-9a-f]{38})$/.exec(path);
      const bytes = loose && objects.get(`${loose[1] ?? ""}${loose[2] ?? ""}`);
      return bytes ? { type: "application/x-git-loose-object", bytes } : undefined;
    },
  };
}

function foldersOf(files: readonly PackageFile[]): Folder {
  const root: Folder = { folders: new Map(), files: new Map() };
  for (const file of files) {
    const pieces = file.path.split("/");
    const name = pieces.pop() ?? "";
    let here = root;
    for (const piece of pieces) {
      const next = here.folders.get(piece) ?? { folders: new Map(), files: new Map() };
      here.folders.set(piece, next);
      here = next;
    }
    here.files.set(name, file);
  }
  return root;
}
