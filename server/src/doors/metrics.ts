import type { IncomingMessage, ServerResponse } from "node:http";
import type { Identity } from "../identity/index.ts";
import type { Clock } from "../kernel/index.ts";
import { addressOf, credentialOf, onBehalfOf } from "./stated.ts";

const LOOPBACK = /^(?:127\.|::1$)/;
/** A proxy on this machine speaks for somebody elsewhere. */
const FORWARDED = ["forwarded", "x-forwarded-for", "x-real-ip", "via"];

/** The metrics name teams, models and providers: this machine may read them, others with a credential that may read. */
export function makeMetricsDoor(parts: { identity: Identity; clock: Clock; render(): string }) {
  const { identity, clock, render } = parts;
  // Guarantee: strangers elsewhere learn no names from the metrics.
  const may = async (req: IncomingMessage): Promise<boolean> => {
    const ip = addressOf(req);
    if (LOOPBACK.test(ip) && FORWARDED.every((name) => req.headers[name] === undefined)) return true;
    const { headers } = req;
    const who = { credential: credentialOf(headers), onBehalfOf: onBehalfOf(headers), ip, at: clock.now() };
    return (await identity.recognize(who, "read")).ok;
  };
  return async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const [status, text] = (await may(req))
      ? [200, render()]
      : [401, "A key that may read is needed from elsewhere.\n"];
    res.writeHead(status, {
      "content-type": status === 200 ? "text/plain; version=0.0.4" : "text/plain; charset=utf-8",
      "content-length": String(Buffer.byteLength(text)),
    });
    res.end(text);
  };
}
