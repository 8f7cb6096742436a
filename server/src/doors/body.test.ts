import { deepEqual } from "node:assert/strict";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { test } from "node:test";
import { type BodyRead, readBody } from "./body.ts";

test("a body that arrives too slowly is given up, and its sender hears so", { timeout: 20_000 }, async () => {
  const reads: BodyRead[] = [];
  const server = createServer(async (req, res) => {
    reads.push(await readBody(req, 1_000, () => true, 50));
    res.writeHead(400, { connection: "close" }).end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve());
  });
  const heard = await new Promise<string>((resolve) => {
    const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
    let text = "";
    socket.write("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{");
    socket.on("data", (chunk) => (text += chunk.toString()));
    socket.on("end", () => socket.end()).on("close", () => resolve(text));
  });
  server.closeAllConnections();
  server.close();
  deepEqual(heard.split("\r\n")[0], "HTTP/1.1 400 Bad Request");
  deepEqual(reads, [{ ok: false, problem: { code: "invalid_request", message: "The body did not arrive in time." } }]);
});
