import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Google's token endpoint as far as service accounts use it. */
export interface TokenEndpoint {
  url: string;
  received: { grant: string; assertion: string }[];
  /** Answers so from now on; undefined: with the next token. */
  answerWith(answer: { status: number; body: string } | undefined): void;
  close(): Promise<void>;
}

export async function startTokenEndpoint(): Promise<TokenEndpoint> {
  const received: TokenEndpoint["received"] = [];
  let scripted: { status: number; body: string } | undefined;
  let given = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const form = new URLSearchParams(Buffer.concat(chunks).toString("utf8"));
      received.push({ grant: form.get("grant_type") ?? "", assertion: form.get("assertion") ?? "" });
      const body = scripted?.body ?? JSON.stringify({ access_token: `token-${++given}`, expires_in: 3_600 });
      response.writeHead(scripted?.status ?? 200, { "content-type": "application/json" }).end(body);
    });
  });
  await new Promise<void>((resume) => server.listen(0, "127.0.0.1", resume));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`,
    received,
    answerWith: (answer) => void (scripted = answer),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resume) => server.close(resume));
    },
  };
}
