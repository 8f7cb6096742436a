import { isRecord, type Millis } from "../../../kernel/index.ts";
import type { ConnectedOpenapi } from "../../../registry/index.ts";
import { paramsOf, wrong } from "../answers.ts";
import type { Http, HttpAsk } from "../exchange.ts";
import { goneFault, upstreamFault } from "../faults.ts";
import { TIMES } from "../limits.ts";
import type { PeerParts } from "../parts.ts";
import type { Hello, Peer, PeerAnswer, PeerAsk, RawJson } from "../types.ts";
import { addressOf } from "./address.ts";
import { type Answered, resultOf, told } from "./answer.ts";
import { type Document, readDocument, text } from "./document.ts";
import { type Operation, operationsOf, schemes } from "./operations.ts";
import { requestOf, Unfit } from "./request.ts";

/** An API and what is made of its document, once for all callers. */
interface Api {
  document: Document;
  base: URL;
  operations: ReadonlyMap<string, Operation>;
  listing: RawJson;
}

const MAX_ANSWER = 5 * 1_024 * 1_024;
const apis = new WeakMap<ConnectedOpenapi, Api | string>();

/** An HTTP API as a server of tools, one for each operation of its document. */
export function openapiPeer(
  server: ConnectedOpenapi,
  parts: Pick<PeerParts, "http" | "credentialFor" | "owner">,
): Peer {
  let ended: string | undefined;
  const credential = parts.credentialFor(server, parts.owner);

  async function call(
    operation: Operation,
    args: Readonly<Record<string, unknown>>,
    { ask, api }: { ask: PeerAsk; api: Api },
  ): Promise<PeerAnswer> {
    let request: HttpAsk;
    try {
      request = requestOf(operation, args, api.base);
    } catch (error) {
      if (error instanceof Unfit) return told(error.message);
      throw error;
    }
    for (let tries = 0; ; tries += 1) {
      const shown = await credential.headers();
      const answer = await answered(parts.http, withCredential(request, shown, { server, api }), {
        ask,
        server: server.id,
      });
      if (answer.status === 401 && tries === 0 && (await credential.refused(shown))) continue;
      return resultOf(operation, answer, { args, asked: request.url });
    }
  }

  return {
    server,
    get ended() {
      return ended;
    },
    hello: () => Promise.resolve(helloOf(apiOf(server))),
    async request(ask) {
      if (ask.method === "ping") return { result: "{}" };
      const api = apiOf(server);
      if (ask.method === "tools/list") return { result: `{"resultType":"complete","tools":${api.listing}}` };
      if (ask.method !== "tools/call") return wrong(-32_601, "This server has tools only.");
      const params = paramsOf(ask.params);
      const args = params?.["arguments"] ?? {};
      if (!params || !isRecord(args)) return wrong(-32_602, "tools/call needs a name and arguments.");
      const operation = api.operations.get(String(params["name"]));
      if (operation === undefined) return wrong(-32_602, "There is no such tool.");
      return call(operation, args, { ask, api });
    },
    notify() {},
    onNotice: () => () => {},
    onRequest: () => () => {},
    async close() {
      ended ??= "closed";
    },
  };
}

function apiOf(server: ConnectedOpenapi): Api {
  let api = apis.get(server);
  if (api === undefined) {
    api = makeApi(server);
    apis.set(server, api);
  }
  if (typeof api === "string") throw upstreamFault(server.id, api);
  return api;
}

function makeApi(server: ConnectedOpenapi): Api | string {
  if (server.document === undefined) return "has no document yet: apply the file that names it again";
  try {
    const document = readDocument(server.document);
    if (typeof document === "string") return document;
    const base = addressOf(document, server.baseUrl);
    if (typeof base === "string") return base;
    const all = operationsOf(document);
    const listing = `[${all.map((one) => one.definition).join(",")}]`;
    return { document, base, operations: new Map(all.map((one) => [one.tool, one])), listing };
  } catch {
    return "has a document that cannot be read";
  }
}

function helloOf({ document }: Api): Hello {
  const info = isRecord(document.root["info"]) ? document.root["info"] : {};
  const title = text(info, "title", 200) ?? "API";
  return {
    era: "modern",
    protocol: "2026-07-28",
    serverInfo: JSON.stringify({ name: "lumos-openapi", title, version: text(info, "version", 100) ?? "0" }),
    capabilities: '{"tools":{}}',
  };
}

/** An API key that belongs into the query or a cookie is declared as a header of that name, and goes where it belongs. */
function withCredential(
  request: HttpAsk,
  shown: Readonly<Record<string, string>>,
  { server, api }: { server: ConnectedOpenapi; api: Api },
): HttpAsk {
  const { auth } = server;
  const name = auth?.kind === "header" ? auth.name : undefined;
  const scheme =
    name === undefined
      ? undefined
      : schemes(api.document).find(
          (one) => one["type"] === "apiKey" && String(one["name"]).toLowerCase() === name.toLowerCase(),
        );
  const value = name === undefined ? undefined : shown[name.toLowerCase()];
  if (scheme === undefined || value === undefined || scheme["in"] === "header")
    return { ...request, headers: { ...request.headers, ...shown } };
  const own = String(scheme["name"]);
  if (scheme["in"] === "query") {
    const url = new URL(request.url);
    url.search = `${url.search === "" ? "?" : `${url.search}&`}${encodeURIComponent(own)}=${encodeURIComponent(value)}`;
    return { ...request, url };
  }
  const before = request.headers["cookie"];
  const cookie = `${own}=${encodeURIComponent(value)}`;
  return {
    ...request,
    headers: { ...request.headers, cookie: before === undefined ? cookie : `${before}; ${cookie}` },
  };
}

/** One exchange, bounded in time and size. */
function answered(http: Http, request: HttpAsk, { ask, server }: { ask: PeerAsk; server: string }): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let status = 0;
    let headers: Readonly<Record<string, string>> = {};
    const over = () => {
      clearTimeout(timer);
      ask.signal.removeEventListener("abort", gone);
    };
    const fail = (error: Error) => {
      over();
      exchange?.abort();
      reject(error);
    };
    const gone = () => fail(goneFault());
    const timeout: Millis = ask.timeoutMs ?? TIMES.request;
    const timer = setTimeout(() => fail(upstreamFault(server, "did not answer in time")), timeout);
    let exchange: { abort(): void } | undefined;
    if (ask.signal.aborted) return gone();
    ask.signal.addEventListener("abort", gone);
    exchange = http.exchange(request, {
      head: (code, given) => {
        status = code;
        headers = given;
      },
      data: (chunk) => {
        size += chunk.length;
        if (size > MAX_ANSWER) fail(upstreamFault(server, "answered more than the limit"));
        else chunks.push(chunk);
      },
      end: () => {
        over();
        resolve({ status, headers, body: Buffer.concat(chunks) });
      },
      failed: (what) => fail(upstreamFault(server, what)),
    });
    return undefined;
  });
}
