import { asFault } from "../../../kernel/index.ts";
import type { Credential } from "../credentials/types.ts";
import type { Exchange, Http } from "../exchange.ts";
import { upstreamFault } from "../faults.ts";
import type { RawJson } from "../types.ts";
import type { Failure } from "./wire.ts";

/** Reads an answer's body; `data` is false where no more is wanted. */
export interface Answer {
  data(chunk: Buffer): boolean;
  end(): void;
  cut(what: string): void;
}

export interface BeginAsk {
  method: "GET" | "POST" | "DELETE";
  headers: Readonly<Record<string, string>>;
  body?: RawJson;
  /** Nobody waits for it any more. */
  stopped(): boolean;
  fail(failure: Failure): void;
  take(exchange: Exchange): void;
}

/** What is made of an answer's head; undefined: its body is not wanted. */
export type Reading = (status: number, headers: Readonly<Record<string, string>>) => Answer | undefined;

export type Begin = (ask: BeginAsk, reading: Reading) => Promise<void>;

const MAX_REDIRECTS = 2;

/** One exchange with the credential: tried again once where that was refused and there is another, and where it has moved. */
export function beginning(parts: {
  server: string;
  url: URL;
  http: Http;
  credential: Credential;
  headers(): Readonly<Record<string, string>>;
  closed(): boolean;
}): Begin {
  const { server, http, credential } = parts;
  let url = parts.url;

  async function begin(
    ask: BeginAsk,
    reading: Reading,
    again: { credential: "once" | "no more"; redirects: number },
  ): Promise<void> {
    let own: Record<string, string>;
    try {
      own = await credential.headers();
    } catch (error) {
      return ask.fail({ kind: "fault", fault: asFault(error) });
    }
    if (parts.closed() || ask.stopped()) return;
    const target = url;
    let answer: Answer | undefined;
    let over = false;
    const headers = { ...parts.headers(), ...ask.headers, ...own };
    const exchange = http.exchange(
      { url: target, method: ask.method, headers, body: ask.body },
      {
        head: (status, got) => {
          if (status === 401 && again.credential === "once") {
            leave();
            refused(ask, reading, { own, redirects: again.redirects });
          } else if (status === 307 || status === 308) {
            leave();
            moved(ask, reading, { to: URL.parse(got["location"] ?? "", target), again });
          } else {
            answer = reading(status, got);
            if (!answer) leave();
          }
        },
        data: (chunk) => {
          if (!over && answer?.data(chunk) === false) leave();
        },
        end: () => {
          if (over) return;
          over = true;
          answer?.end();
        },
        failed: (what) => {
          if (over) return;
          over = true;
          if (answer) answer.cut(what);
          else ask.fail({ kind: "fault", fault: upstreamFault(server, what) });
        },
      },
    );
    const leave = () => {
      over = true;
      exchange.abort();
    };
    ask.take({ abort: leave });
  }

  function refused(ask: BeginAsk, reading: Reading, was: { own: Record<string, string>; redirects: number }): void {
    const fault = upstreamFault(server, "does not accept Lumos's credential");
    credential
      .refused(was.own)
      .then((worth) => {
        if (!worth) return ask.fail({ kind: "status", status: 401, fault });
        return begin(ask, reading, { credential: "no more", redirects: was.redirects });
      })
      .catch((error: unknown) => ask.fail({ kind: "fault", fault: asFault(error) }));
  }

  function moved(
    ask: BeginAsk,
    reading: Reading,
    { to, again }: { to: URL | null; again: { credential: "once" | "no more"; redirects: number } },
  ): void {
    // Guarantee: a redirect never takes a call, or a credential, to another origin than the declared one.
    if (to === null || to.origin !== parts.url.origin || again.redirects >= MAX_REDIRECTS) {
      const fault = upstreamFault(server, "wants to send calls elsewhere, which is not followed");
      return ask.fail({ kind: "fault", fault });
    }
    url = to;
    void begin(ask, reading, { ...again, redirects: again.redirects + 1 });
  }

  return (ask, reading) => begin(ask, reading, { credential: "once", redirects: 0 });
}
