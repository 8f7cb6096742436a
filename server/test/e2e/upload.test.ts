import { equal, match } from "node:assert/strict";
import { once } from "node:events";
import { type Socket, connect } from "node:net";
import { after, before, suite, test } from "node:test";
import { type TestLumos, startTestLumos } from "../lumos.ts";

const MIB = 1024 * 1024;

suite("uploads", () => {
  let lumos: TestLumos;
  let key: string;

  before(async () => {
    lumos = await startTestLumos({});
    key = await lumos.key("agent:demo-agent");
  });
  after(() => lumos.end());

  for (const framing of ["chunked", "announced"] as const) {
    test(
      `the sender of a body that is too large hears so and may ask again (${framing})`,
      { timeout: 20_000 },
      async () => {
        const socket = await open(lumos.url);
        const heard = answers(socket);
        await upload(socket, { key, framing, mib: 40 });
        match(await heard(1), /^HTTP\/1.1 413 /);
        socket.write("GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n");
        match(await heard(2), /HTTP\/1.1 200 OK[\s\S]*ok\n$/);
        socket.destroy();
      },
    );
  }

  // Guarantee: strangers never make the process hold more than the beginning of a body.
  test("strangers never make the process hold more than the beginning of a body", { timeout: 20_000 }, async () => {
    const before = process.memoryUsage().arrayBuffers;
    const sockets = await Promise.all(Array.from({ length: 20 }, () => open(lumos.url)));
    await Promise.all(
      sockets.map((socket) => upload(socket, { key: "nobody", framing: "chunked", mib: 10, end: false })),
    );
    const answered = await Promise.all(sockets.map((socket) => answers(socket)(1)));
    for (const answer of answered) match(answer, /^HTTP\/1.1 401 /);
    const held = process.memoryUsage().arrayBuffers - before;
    equal(held < 100 * MIB, true, `${held} bytes are held`);
    for (const socket of sockets) socket.destroy();
  });
});

async function open(url: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  await once(socket, "connect");
  socket.on("error", () => {});
  return socket;
}

/** Everything that was said, once that many answers have come. */
function answers(socket: Socket): (count: number) => Promise<string> {
  let text = "";
  socket.on("data", (chunk: Buffer) => {
    text += chunk.toString();
  });
  return async (count) => {
    while (text.split("HTTP/1.1 ").length - 1 < count || !/\n$|\}$/.test(text)) await once(socket, "data");
    return text;
  };
}

async function upload(
  socket: Socket,
  how: { key: string; framing: "chunked" | "announced"; mib: number; end?: boolean },
): Promise<void> {
  const framing = how.framing === "chunked" ? "transfer-encoding: chunked" : `content-length: ${how.mib * MIB}`;
  socket.write(
    `POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${how.key}\r\n${framing}\r\n\r\n`,
  );
  const piece = Buffer.alloc(MIB, " ");
  for (let i = 0; i < how.mib; i++) {
    const more =
      how.framing === "chunked"
        ? socket.write(Buffer.concat([Buffer.from("100000\r\n"), piece, Buffer.from("\r\n")]))
        : socket.write(piece);
    if (!more) await once(socket, "drain");
  }
  if (how.framing === "chunked" && how.end !== false) socket.write("0\r\n\r\n");
}
