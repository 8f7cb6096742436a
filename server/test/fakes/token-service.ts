import { type IncomingHttpHeaders, createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface FakeTokenService {
  url: string;
  asked: { headers: IncomingHttpHeaders; form: URLSearchParams }[];
  /** What the next answers say, in place of a token. */
  answer: { status: number; body: unknown } | undefined;
  close(): Promise<void>;
}

/** An OAuth token endpoint: `token-1`, `token-2`, ... for an hour each. */
export async function startTokenService(lifeSeconds = 3_600): Promise<FakeTokenService> {
  const asked: FakeTokenService["asked"] = [];
  let given = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      asked.push({ headers: request.headers, form: new URLSearchParams(Buffer.concat(chunks).toString()) });
      const told = service.answer ?? {
        status: 200,
        body: { access_token: `token-${(given += 1)}`, token_type: "Bearer", expires_in: lifeSeconds },
      };
      response.writeHead(told.status, { "content-type": "application/json" });
      response.end(JSON.stringify(told.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const service: FakeTokenService = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`,
    asked,
    answer: undefined,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return service;
}
