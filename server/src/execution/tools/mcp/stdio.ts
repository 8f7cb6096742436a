import { upstreamFault } from "../faults.ts";
import { LIMITS } from "../limits.ts";
import type { Child } from "../child/types.ts";
import { readMessage } from "./message.ts";
import type { Wire, WireHears } from "./wire.ts";

const LF = 0x0a;
const SPACE = /^[\s]*$/;

/** A child process: one message a line, both ways. */
export function stdioWire(parts: { server: string; start(): Child; hears: WireHears }): Wire {
  const { server, hears } = parts;
  let pieces: Buffer[] = [];
  let held = 0;
  let junk = 0;
  let over = false;

  const end = (what: string, internal?: string) => {
    if (over) return;
    over = true;
    hears.ended(upstreamFault(server, what, internal));
  };

  const isOpen = () => !over;
  const child = parts.start();
  child.onOutput((chunk) => {
    let start = 0;
    for (let at = chunk.indexOf(LF); at >= 0 && isOpen(); at = chunk.indexOf(LF, start)) {
      const rest = chunk.subarray(start, at);
      held += rest.length;
      if (held > LIMITS.message) return end("wrote a message larger than the limit");
      const line = pieces.length === 0 ? rest : Buffer.concat([...pieces, rest]);
      pieces = [];
      held = 0;
      start = at + 1;
      take(line);
    }
    if (over || start >= chunk.length) return;
    pieces.push(chunk.subarray(start));
    held += chunk.length - start;
    if (held > LIMITS.message) end("wrote a message larger than the limit");
  });
  child.onExit((how) => end("has ended", how));

  function write(text: string): void {
    if (!child.write(`${text}\n`)) end("does not read what is sent to it");
  }

  function take(line: Buffer): void {
    const message = readMessage(line, LIMITS.depth);
    if (message.kind !== "malformed") return hears.message(message, undefined);
    if (line.length < 200 && SPACE.test(line.toString("latin1"))) return;
    // Programs that greet on their output are common; what goes on for long is no server of this protocol.
    junk += 1;
    if (line[0] === 0x7b || junk > LIMITS.strange) end("wrote something malformed", message.because);
  }

  return {
    request: ({ text }) => write(text),
    send: write,
    release() {},
    async close() {
      over = true;
      await child.stop();
    },
  };
}
