import { equal } from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, type Socket, createServer } from "node:net";
import { test } from "node:test";
import { ACME, startTestLumos } from "../lumos.ts";

const STREAM = `HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\ndata: {"choices":[{"delta":{"content":"x"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n`;

test("a provider that goes on after the end of its stream is let go", { timeout: 10_000 }, async () => {
  const closed = Promise.withResolvers<void>();
  const talking: Socket[] = [];
  const provider = createServer((socket) => {
    talking.push(socket);
    socket.on("error", () => {});
    let more: NodeJS.Timeout | undefined;
    // It talks on only once it has answered: words before the status line would be no answer at all.
    socket.once("data", () => {
      socket.write(STREAM);
      more = setInterval(() => socket.write(": still here\n\n"), 20);
    });
    socket.on("close", () => {
      clearInterval(more);
      closed.resolve();
    });
  });
  provider.listen(0, "127.0.0.1");
  await once(provider, "listening");
  const upstream = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
  const lumos = await startTestLumos({ file: ACME, environment: { ACME_UPSTREAM: upstream } });
  try {
    const response = await fetch(`${lumos.url}/v1/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${await lumos.key("user:alice@acme.test")}` },
      body: JSON.stringify({ model: "south-frontier", stream: true, messages: [{ role: "user", content: "x" }] }),
    });
    equal((await response.text()).endsWith("data: [DONE]\n\n"), true);
    await closed.promise;
  } finally {
    for (const socket of talking) socket.destroy();
    provider.close();
    await lumos.end();
  }
});
