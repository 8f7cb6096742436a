// Loaded before the gateway, which would otherwise listen on every address of the machine.
import { Server } from "node:net";

const { listen } = Server.prototype;
Server.prototype.listen = function onLoopback(first, ...rest) {
  const done = rest.find((one) => typeof one === "function");
  const port = typeof first === "object" && first !== null ? first.port : first;
  return listen.call(this, { port, host: "127.0.0.1", backlog: 16_384 }, done);
};
