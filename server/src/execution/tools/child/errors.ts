import { SECRET_MARK, type Secret } from "../../../kernel/index.ts";

const MAX_KEPT = 8_192;
const MAX_SHOWN = 2_000;
const SHAPES = /\bBearer\s+\S+|\/\/[^/\s:@]+:[^/\s@]+@|\b[A-Za-z0-9+/_-]{32,}={0,2}/g;
// oxlint-disable-next-line no-control-regex -- what would move a terminal's cursor
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]+/g;

/** The last of what a child process writes for people. */
export interface Errors {
  push(chunk: Buffer): void;
  /** Without what looks like a secret, and without its own. */
  text(): string;
}

export function makeErrors(secrets: readonly Secret[]): Errors {
  let kept = Buffer.alloc(0);
  return {
    push(chunk) {
      const all = Buffer.concat([kept, chunk.subarray(-MAX_KEPT)]);
      kept = Buffer.from(all.subarray(-MAX_KEPT));
    },
    text() {
      let text = kept.toString("utf8").replace(CONTROLS, " ");
      for (const secret of secrets) {
        const value = secret.reveal();
        if (value.length >= 4) text = text.replaceAll(value, SECRET_MARK);
      }
      return text.replace(SHAPES, SECRET_MARK).slice(-MAX_SHOWN).trim();
    },
  };
}
