/*
 * What a proxy on Node costs at the least: node:http in front, one JSON.parse as any gateway needs, undici's
 * dispatch behind, bytes passed through. It governs nothing and is no product; it is the yardstick.
 */
import { type ServerResponse, createServer } from "node:http";
import { Pool } from "undici";

const [port = "", upstream = ""] = process.argv.slice(2);
const pool = new Pool(upstream, { connections: 4_096, pipelining: 1, bodyTimeout: 0, allowH2: false });

const server = createServer({ keepAliveTimeout: 75_000, noDelay: true }, (request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const [only] = chunks;
    const body = chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks);
    let model: unknown;
    try {
      ({ model } = JSON.parse(body.toString("utf8")) as { model?: unknown });
    } catch {
      return void response.writeHead(400).end();
    }
    if (typeof model !== "string") return void response.writeHead(400).end();
    forward(request.url ?? "/", body, response);
  });
});

function forward(path: string, body: Buffer, response: ServerResponse): void {
  pool.dispatch(
    {
      path,
      method: "POST",
      headers: { "content-type": "application/json", authorization: "Bearer upstream" },
      body,
    },
    {
      onRequestStart(controller) {
        response.once("close", () => {
          if (!response.writableFinished) controller.abort(new Error("the client left"));
        });
        response.on("drain", () => controller.resume());
      },
      onResponseStart(_, statusCode, headers) {
        const kept = ["content-type", "content-length", "x-request-id"].flatMap((name) => {
          const value = headers[name];
          return value === undefined ? [] : [[name, value] as const];
        });
        response.writeHead(statusCode, Object.fromEntries(kept));
      },
      onResponseData(controller, chunk) {
        if (!response.write(chunk)) controller.pause();
      },
      onResponseEnd: () => void response.end(),
      onResponseError() {
        if (response.headersSent) response.destroy();
        else response.writeHead(502).end();
      },
    },
  );
}

server.listen(Number(port), "127.0.0.1", 16_384);
