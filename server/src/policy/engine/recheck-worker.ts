import { constants, setPriority } from "node:os";
import { parentPort } from "node:worker_threads";
import { silentLog } from "../../kernel/index.ts";
import type { PolicyTree } from "../../cedar/index.ts";
import type { Prepared, Source } from "./engine.ts";
import type { FromWorker, ToWorker } from "./recheck.ts";
import { openReference } from "./reference.ts";
import { readQuestion } from "./wire.ts";

/* Holds the reference with the sets that are decided with, and answers again what was decided. */
const port = parentPort;
if (port) {
  giveWay();
  const engine = openReference({ log: silentLog });
  const parts = new Map<number, Source[]>();
  const sets = new Map<number, Prepared>();

  const add = ({ id, schema, policies, last }: Extract<ToWorker, { kind: "set" }>) => {
    const sources = parts.get(id) ?? [];
    for (const policy of policies) sources.push({ ...policy, tree: UNREAD });
    parts.set(id, sources);
    if (!last) return;
    parts.delete(id);
    const prepared = engine.prepare(sources, schema);
    // Ends the thread, which is told and tried anew: a set must not go unwatched in silence.
    if (!prepared.ok) throw new Error(prepared.error.because);
    sets.set(id, prepared.value);
  };

  const answer = ({ set, text }: { set: number; text: string }): FromWorker[number] => {
    const { request, entities, without } = readQuestion(text);
    const said = sets.get(set)?.evaluate(request, entities, without);
    return said && !said.ok && said.error.down ? undefined : said;
  };

  port.on("message", (message: ToWorker) => {
    switch (message.kind) {
      case "set":
        return add(message);
      case "forget":
        sets.get(message.id)?.release();
        sets.delete(message.id);
        parts.delete(message.id);
        return undefined;
      case "ask":
        return port.postMessage(message.questions.map(answer) satisfies FromWorker);
    }
  });
}

/** Asking again waits for processors that calls leave idle. Only Linux means this thread alone by it. */
function giveWay(): void {
  if (process.platform === "linux") setPriority(0, constants.priority.PRIORITY_LOW);
}

/** The reference reads texts alone. */
const UNREAD = {} as PolicyTree;
