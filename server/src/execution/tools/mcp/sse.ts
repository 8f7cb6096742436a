import { asFault } from "../../../kernel/index.ts";
import type { Credential } from "../credentials/types.ts";
import type { Exchange, ExchangeHears, Http } from "../exchange.ts";
import { upstreamFault } from "../faults.ts";
import { LIMITS } from "../limits.ts";
import { readMessage } from "./message.ts";
import { sseReader } from "./sse-reader.ts";
import type { Wire, WireHears } from "./wire.ts";

const HEADERS = { "user-agent": "lumos" };
const MAX_WAITING = 256;

/**
 * HTTP with one stream for all answers (2024-11-05): the server names, on its stream, the address that messages are
 * sent to. When the stream ends, so does everything.
 */
export function sseWire(parts: {
  server: string;
  url: URL;
  http: Http;
  credential: Credential;
  hears: WireHears;
}): Wire {
  const { server, url, http, credential, hears } = parts;
  const waiting: { text: string; id: number | undefined }[] = [];
  const posts = new Set<Exchange>();
  let stream: Exchange | undefined;
  let target: URL | undefined;
  let over = false;

  const end = (what: string, internal?: string) => {
    if (over) return;
    over = true;
    hears.ended(upstreamFault(server, what, internal));
  };

  const reader = sseReader(LIMITS.message, ({ event, data }) => {
    if (over || data === "") return;
    if (event === "endpoint") {
      const named = URL.parse(data, url);
      // Guarantee: an upstream cannot name another origin to send calls, or the credential, to.
      if (named === null || named.origin !== url.origin)
        return end("names an address elsewhere for calls, which is not followed");
      target = named;
      for (const one of waiting.splice(0)) post(one);
      return;
    }
    if (event !== "message") return;
    const message = readMessage(Buffer.from(data), LIMITS.depth);
    if (message.kind === "malformed") end("sent something malformed", message.because);
    else hears.message(message, undefined);
  });

  async function exchange(
    ask: { url: URL; method: "GET" | "POST"; headers: Record<string, string>; body?: string },
    on: ExchangeHears & { took(exchange: Exchange): void },
    mayRenew = "once",
  ): Promise<void> {
    const own = await credential.headers();
    if (over) return;
    let left = false;
    const running = http.exchange(
      { ...ask, headers: { ...HEADERS, ...ask.headers, ...own } },
      {
        head: (status, headers) => {
          if (status !== 401 || mayRenew !== "once") return on.head(status, headers);
          left = true;
          running.abort();
          credential
            .refused(own)
            .then((worth) => (worth ? exchange(ask, on, "no more") : on.head(status, headers)))
            .catch(broken);
        },
        data: (chunk) => void (left || on.data(chunk)),
        end: () => void (left || on.end()),
        failed: (what) => void (left || on.failed(what)),
      },
    );
    on.took(running);
  }

  const broken = (error: unknown) => {
    if (over) return;
    over = true;
    hears.ended(asFault(error));
  };

  exchange(
    { url, method: "GET", headers: { accept: "text/event-stream" } },
    {
      took: (running) => (stream = running),
      head(status, headers) {
        const type = headers["content-type"] ?? "";
        if (status === 401 || status === 403) end("does not accept Lumos's credential");
        else if (status !== 200 || !type.startsWith("text/event-stream"))
          end(`answered with status ${status} and no stream`);
        if (over) stream?.abort();
      },
      data(chunk) {
        if (!over && !reader.push(chunk)) end("sent more than the limit");
      },
      end: () => end("ended its stream"),
      failed: end,
    },
  ).catch(broken);

  function post({ text, id }: { text: string; id: number | undefined }): void {
    if (over) return;
    if (target === undefined) {
      if (waiting.length < MAX_WAITING) waiting.push({ text, id });
      return;
    }
    let own: Exchange | undefined;
    const failed = (what: string) => {
      if (own) posts.delete(own);
      if (id !== undefined) hears.failed(id, { kind: "fault", fault: upstreamFault(server, what) });
    };
    exchange(
      { url: target, method: "POST", headers: { "content-type": "application/json" }, body: text },
      {
        took: (running) => {
          own = running;
          posts.add(running);
        },
        head(status) {
          if (status < 200 || status >= 300) failed(`answered with status ${status}`);
        },
        data() {},
        end: () => void (own && posts.delete(own)),
        failed,
      },
    ).catch((error: unknown) => {
      if (id !== undefined) hears.failed(id, { kind: "fault", fault: asFault(error) });
    });
  }

  return {
    request: ({ id, text }) => post({ text, id }),
    send: (text) => post({ text, id: undefined }),
    release() {},
    async close() {
      over = true;
      stream?.abort();
      for (const running of posts) running.abort();
      posts.clear();
    },
  };
}
