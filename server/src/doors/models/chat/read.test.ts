import { deepEqual, equal, ok } from "node:assert/strict";
import { suite, test } from "node:test";
import { readChat } from "./read.ts";

const read = (body: object) => {
  const bytes = Buffer.from(JSON.stringify({ model: "m", messages: [{ role: "user", content: "x" }], ...body }));
  return readChat(bytes, { operation: "generate", model: "", stream: false, headers: {} }).ask;
};
const said = (...content: object[]) => ({ messages: [{ role: "user", content }] });

suite("what a chat request asks for", () => {
  test("tools are seen by whichever name they are offered", () => {
    equal(read({}).tools, false);
    equal(read({ tools: [], functions: [] }).tools, false);
    equal(read({ tools: [{ type: "function", function: { name: "f" } }] }).tools, true);
    equal(read({ functions: [{ name: "f" }] }).tools, true);
    equal(read({ web_search_options: {} }).tools, true);
  });

  test("pictures, sound, video and files are seen, and their bytes are not read as text", () => {
    const base64 = Buffer.alloc(3_000, 7).toString("base64");
    for (const [part, images] of [
      [{ type: "image_url", image_url: { url: `data:image/png;base64,${base64}` } }, true],
      [{ type: "video_url", video_url: { url: `data:video/mp4;base64,${base64}` } }, false],
      [{ type: "input_audio", input_audio: { data: base64, format: "wav" } }, false],
      [{ type: "file", file: { filename: "a.pdf", file_data: `data:application/pdf;base64,${base64}` } }, false],
    ] as const) {
      const ask = read(said({ type: "text", text: "See" }, part));
      deepEqual([ask.images, ask.files], [images, !images]);
      ok(ask.texts.every(({ text }) => !text.includes(base64)));
      ok(ask.texts.some(({ text }) => text === "See"));
    }
  });

  test("what stands beside a picture is read, and so is what only looks like one", () => {
    const places = (part: object) => read(said(part)).texts.map(({ place, text }) => `${place}: ${text}`);
    deepEqual(places({ type: "image_url", image_url: { url: "https://x.test/?note=hello" }, note: "there" }), [
      "messages[0].content[0].image_url.url: https://x.test/?note=hello",
      "messages[0].content[0].note: there",
    ]);
    deepEqual(places({ type: "a made up type" }), ["messages[0].content[0].type: a made up type"]);
  });
});
