/*
 * The least of HTTP/1.1 that both ends of the bench need. They share a core, so what they cost is what the
 * measured server cannot be given; hence no library here, and nothing that real traffic would need.
 */

export interface Message {
  /** The first line and the headers, as text. */
  head: string;
  /** Bytes of the body so far. */
  bytes: number;
}

export interface Listener {
  onHead?: (message: Message) => void;
  onData?: (data: Buffer) => void;
  onEnd: (message: Message) => void;
}

const MAX_HEAD_BYTES = 64 * 1024;
const BLANK_LINE = Buffer.from("\r\n\r\n");

/** Reads messages one after the other from one connection. Feed it what arrives; it throws on what is not HTTP. */
export class MessageReader {
  readonly #listener: Listener;
  #message: Message | undefined;
  #held: Buffer = Buffer.alloc(0);
  /** Bytes of the body, or of the chunk, that are still to come. */
  #left = 0;
  #mode: "head" | "body" | "size" | "chunk" | "after-chunk" | "trailer" = "head";

  constructor(listener: Listener) {
    this.#listener = listener;
  }

  get idle(): boolean {
    return this.#mode === "head" && this.#held.length === 0;
  }

  feed(arrived: Buffer): void {
    let data = this.#held.length === 0 ? arrived : Buffer.concat([this.#held, arrived]);
    this.#held = data.subarray(data.length);
    while (data.length > 0) {
      const rest = this.#step(data);
      if (rest === undefined) {
        if (data.length > MAX_HEAD_BYTES) throw new Error("a head or a line of HTTP is too long");
        this.#held = data;
        return;
      }
      data = rest;
    }
  }

  /** What is left after one step; undefined: more must arrive first. */
  #step(data: Buffer): Buffer | undefined {
    switch (this.#mode) {
      case "head":
        return this.#readHead(data);
      case "body":
      case "chunk": {
        const some = data.length <= this.#left ? data : data.subarray(0, this.#left);
        this.#left -= some.length;
        if (this.#message) this.#message.bytes += some.length;
        this.#listener.onData?.(some);
        if (this.#left === 0) {
          if (this.#mode === "chunk") this.#mode = "after-chunk";
          else this.#end();
        }
        return data.subarray(some.length);
      }
      case "after-chunk":
        if (data.length < 2) return undefined;
        this.#mode = "size";
        return data.subarray(2);
      case "size": {
        const line = data.indexOf(10);
        if (line < 0) return undefined;
        const size = Number.parseInt(data.toString("latin1", 0, line), 16);
        if (Number.isNaN(size)) throw new Error("a chunk without a size");
        this.#left = size;
        this.#mode = size === 0 ? "trailer" : "chunk";
        return data.subarray(line + 1);
      }
      case "trailer": {
        const line = data.indexOf(10);
        if (line < 0) return undefined;
        if (line <= 1) this.#end();
        return data.subarray(line + 1);
      }
    }
  }

  #readHead(data: Buffer): Buffer | undefined {
    const end = data.indexOf(BLANK_LINE);
    if (end < 0) return undefined;
    const head = data.toString("latin1", 0, end);
    this.#message = { head, bytes: 0 };
    this.#listener.onHead?.(this.#message);
    if (/^transfer-encoding:.*chunked/im.test(head)) {
      this.#mode = "size";
    } else {
      this.#left = Number(headerOf(head, "content-length") ?? 0);
      this.#mode = "body";
      if (this.#left === 0) this.#end();
    }
    return data.subarray(end + 4);
  }

  #end(): void {
    const message = this.#message;
    this.#mode = "head";
    this.#message = undefined;
    if (message) this.#listener.onEnd(message);
  }
}

function headerOf(head: string, name: string): string | undefined {
  const match = new RegExp(`^${name}:[ \\t]*(?<value>[^\\r\\n]*)`, "im").exec(head);
  return match?.groups?.["value"];
}

/** The status of an answer's head; 0 when there is none. */
export const statusOf = (head: string): number => Number(head.slice(9, 12)) || 0;
