import { readFile } from "node:fs/promises";
import { z } from "zod";
import { fault } from "../kernel/index.ts";
import { isMachineOwner, rolesOf } from "./authorize.ts";
import { millis, role } from "./shapes.ts";
import type { Operation } from "./types.ts";

const whoami = z.strictObject({
  organization: z.string(),
  principal: z.string(),
  name: z.string(),
  roles: z.array(role),
  chain: z.array(z.strictObject({ ref: z.string(), name: z.string() })),
  credential: z.strictObject({ ref: z.string(), scopes: z.array(z.string()), expiresAt: millis.nullable() }),
  machineOwner: z.boolean(),
});

export const meOperations: readonly Operation[] = [
  {
    name: "whoami",
    summary: "Who the asker is, as Lumos sees it.",
    method: "GET",
    path: "/whoami",
    input: z.strictObject({}),
    output: whoami,
    roles: "member",
    audit: "read",
    status: 200,
    async run(_services, { org, chain }) {
      const first = chain?.links[0];
      if (!chain || !first) throw fault("unauthenticated");
      const { ref, scopes, expiresAt } = chain.credential;
      const machineOwner = isMachineOwner(chain);
      return {
        body: {
          organization: org,
          principal: first.ref,
          name: first.name,
          roles: [...rolesOf(chain)],
          chain: chain.links.map((link) => ({ ref: link.ref, name: link.name })),
          credential: { ref, scopes: [...scopes], expiresAt: machineOwner ? null : expiresAt },
          machineOwner,
        },
      };
    },
  },
  {
    name: "version",
    summary: "Which Lumos answers, on what.",
    method: "GET",
    path: "/version",
    input: z.strictObject({}),
    output: z.strictObject({ version: z.string(), node: z.string(), database: z.enum(["sqlite", "postgres"]) }),
    roles: "member",
    audit: "read",
    status: 200,
    async run({ store }) {
      const file = await readFile(new URL("../../package.json", import.meta.url), "utf8");
      const { version } = JSON.parse(file) as { version: string };
      return { body: { version, node: process.versions.node, database: store.dialect } };
    },
  },
];
