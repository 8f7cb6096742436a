import type { Http, HttpAsk } from "./exchange.ts";
import { upstreamFault } from "./faults.ts";

const MAX_BYTES = 256 * 1024;
const TIMEOUT_MS = 15_000;

/** A small answer, whole: bounded in time and size, no redirect followed. */
export function fetchSmall(
  http: Http,
  ask: HttpAsk & { server: string; what: string },
): Promise<{ status: number; headers: Readonly<Record<string, string>>; body: string }> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let status = 0;
    let got: Readonly<Record<string, string>> = {};
    const fail = (what: string) => {
      clearTimeout(timer);
      exchange.abort();
      reject(upstreamFault(ask.server, `could not be used: its ${ask.what} ${what}`));
    };
    const timer = setTimeout(() => fail("did not answer in time"), TIMEOUT_MS);
    const exchange = http.exchange(ask, {
      head: (code, headers) => {
        status = code;
        got = headers;
      },
      data: (chunk) => {
        size += chunk.length;
        if (size > MAX_BYTES) fail("answered more than the limit");
        else chunks.push(chunk);
      },
      end: () => {
        clearTimeout(timer);
        resolve({ status, headers: got, body: Buffer.concat(chunks).toString("utf8") });
      },
      failed: fail,
    });
  });
}
