import { type Socket, connect } from "node:net";
import { MessageReader, statusOf } from "./http1.ts";

export interface Exchange {
  onData?: (data: Buffer) => void;
  /** Undefined: the answer is complete and as expected in status. */
  onDone: (error: string | undefined, bodyBytes: number) => void;
}

/** One connection with at most one request under way. A broken one opens itself anew with the next request. */
export class Connection {
  readonly #port: number;
  #socket: Socket | undefined;
  #exchange: Exchange | undefined;
  #status = 0;
  #closed = false;

  constructor(port: number) {
    this.#port = port;
  }

  send(bytes: Buffer, exchange: Exchange): void {
    this.#exchange = exchange;
    const socket = this.#socket ?? this.#open();
    socket.write(bytes);
  }

  close(): void {
    this.#closed = true;
    this.#exchange = undefined;
    this.#socket?.destroy();
  }

  #open(): Socket {
    const socket = connect({ port: this.#port, host: "127.0.0.1", noDelay: true });
    const reader = new MessageReader({
      onHead: ({ head }) => void (this.#status = statusOf(head)),
      onData: (data) => this.#exchange?.onData?.(data),
      onEnd: ({ bytes }) => this.#finish(this.#status === 200 ? undefined : `status ${this.#status}`, bytes),
    });
    socket.on("data", (data: Buffer) => {
      try {
        reader.feed(data);
      } catch (error) {
        socket.destroy(error instanceof Error ? error : undefined);
      }
    });
    socket.on("error", (error) => this.#drop(socket, error.message));
    socket.on("close", () => this.#drop(socket, "the connection was closed"));
    this.#socket = socket;
    return socket;
  }

  #drop(socket: Socket, error: string): void {
    if (this.#socket !== socket) return;
    this.#socket = undefined;
    if (!this.#closed) this.#finish(error, 0);
  }

  #finish(error: string | undefined, bytes: number): void {
    const exchange = this.#exchange;
    this.#exchange = undefined;
    exchange?.onDone(error, bytes);
  }
}
