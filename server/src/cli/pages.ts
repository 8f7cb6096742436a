import { isRecord } from "../kernel/index.ts";
import type { Client, Request } from "./client.ts";

const MAX_PAGES = 10_000;

/** Every page of a list as one. */
export async function followPages(client: Client, request: Request): Promise<{ items: unknown[]; next: null }> {
  const items: unknown[] = [];
  let after: string | undefined;
  for (let count = 0; count < MAX_PAGES; count++) {
    const query = { limit: "200", ...request.query, ...(after === undefined ? {} : { after }) };
    const { body } = await client.send({ ...request, query });
    if (!isRecord(body) || !Array.isArray(body["items"])) break;
    for (const item of body["items"]) items.push(item);
    if (typeof body["next"] !== "string") break;
    after = body["next"];
  }
  return { items, next: null };
}
