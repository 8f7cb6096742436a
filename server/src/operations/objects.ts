import { z } from "zod";
import { type ObjectKind, type ObjectOf, OBJECTS } from "../config/index.ts";
import { fault } from "../kernel/index.ts";
import { changing, recordOf } from "./change.ts";
import { cutOff, guard } from "./guards.ts";
import { type KindRow, KINDS } from "./kinds.ts";
import { id, nothing, page, pageOf, policyId, readPage, stored } from "./shapes.ts";
import type { Operation } from "./types.ts";

/** The five operations of every kind of object, one row of the kinds' table each. */
export const objectOperations: readonly Operation[] = KINDS.flatMap(operationsOf);

function operationsOf(row: KindRow): Operation[] {
  const { kind, one, read } = row;
  const answer = stored(kind);
  const idOf = kind === "policies" ? policyId : id;
  const roles = row.write;
  const own = row.own ? { own: row.own } : {};
  const named = z.strictObject({ id: idOf });
  const whole: z.ZodType = OBJECTS[kind];

  return [
    {
      name: `${kind}.list`,
      summary: kind === "tiers" ? "The ladder of tiers, most capable first." : `All ${kind}, by id.`,
      method: "GET",
      path: `/${kind}`,
      input: z.strictObject(page),
      output: pageOf(answer),
      roles: read,
      audit: "read",
      status: 200,
      async run({ registry }, { org }, input: { after?: string; limit?: number }) {
        const after = input.after === undefined ? {} : { after: input.after };
        const body = await readPage(
          input,
          (item: { id: string }) => item.id,
          (limit) => registry.list(org, kind, { ...after, limit }),
        );
        return { body };
      },
    },
    {
      name: `${kind}.get`,
      summary: `Shows ${one}.`,
      method: "GET",
      path: `/${kind}/{id}`,
      input: named,
      output: answer,
      roles: read,
      audit: "read",
      status: 200,
      async run({ registry }, { org }, input: { id: string }) {
        const object = await registry.get(org, kind, input.id);
        if (!object) throw fault("not_found");
        return { body: object, version: object.version };
      },
    },
    {
      name: `${kind}.create`,
      summary: `Creates ${one}.`,
      method: "POST",
      path: `/${kind}`,
      input: whole,
      output: answer,
      roles,
      ...own,
      audit: "change",
      status: 201,
      async run(services, asker, spec: ObjectOf<ObjectKind>) {
        const { registry, clock } = services;
        const follow = await guard({ services, asker, kind, id: spec.id, before: undefined, after: spec });
        return changing(services, asker, { operation: `${kind}.create`, input: spec }, async (tx) => {
          const done = await registry.put(tx, asker.org, kind, spec, { origin: "api", expect: "absent" });
          if (!done) throw fault("internal", { internal: "a new object changed nothing" });
          await follow?.(tx);
          const now = clock.now();
          return {
            answer: { body: objectOf(kind, spec.id, done, now), version: done.version },
            records: [recordOf(done.change)],
          };
        });
      },
    },
    {
      name: `${kind}.update`,
      summary: `Replaces ${one} as a whole. A secret that reads \`[secret]\` is kept.`,
      method: "PUT",
      path: `/${kind}/{id}`,
      input: whole,
      output: answer,
      roles,
      ...own,
      audit: "change",
      status: 200,
      versioned: true,
      async run(services, asker, spec: ObjectOf<ObjectKind>) {
        const { registry, clock } = services;
        const before = await registry.get(asker.org, kind, spec.id);
        if (!before) throw fault("not_found");
        const writing = { services, asker, kind, id: spec.id, before: before.spec, after: spec };
        const follow = await guard(writing);
        if (before.version !== asker.ifMatch) throw fault("precondition_failed");
        return changing(services, asker, { operation: `${kind}.update`, input: spec }, async (tx) => {
          const done = await registry.put(tx, asker.org, kind, spec, { origin: "api", expect: before.version });
          if (!done) return { answer: { body: before, version: before.version }, records: [] };
          await cutOff(tx, writing);
          await follow?.(tx);
          const body = { ...before, version: done.version, updatedAt: clock.now(), spec: after(done.change) };
          return { answer: { body, version: done.version }, records: [recordOf(done.change)] };
        });
      },
    },
    {
      name: `${kind}.delete`,
      summary: `Removes ${one}; refused while something names it.`,
      method: "DELETE",
      path: `/${kind}/{id}`,
      input: named,
      output: nothing,
      roles,
      ...own,
      audit: "change",
      status: 204,
      async run(services, asker, input: { id: string }) {
        const { registry } = services;
        const before = await registry.get(asker.org, kind, input.id);
        if (!before) throw fault("not_found");
        const writing = { services, asker, kind, id: input.id, before: before.spec, after: undefined };
        const follow = await guard(writing);
        if (asker.ifMatch !== undefined && before.version !== asker.ifMatch) throw fault("precondition_failed");
        return changing(services, asker, { operation: `${kind}.delete`, input }, async (tx) => {
          const done = await registry.remove(tx, asker.org, kind, input.id, { expect: before.version });
          if (!done) throw fault("not_found");
          await cutOff(tx, writing);
          await follow?.(tx);
          return { answer: { body: {} }, records: [recordOf(done)] };
        });
      },
    },
  ];
}

function objectOf(kind: ObjectKind, id: string, done: { change: unknown; version: number }, now: number) {
  const times = { createdAt: now, updatedAt: now };
  return { kind, id, version: done.version, origin: "api" as const, ...times, spec: after(done.change) };
}

/** The object as the registry shows it: masked. */
function after(change: unknown): ObjectOf<ObjectKind> {
  return (change as { after: ObjectOf<ObjectKind> }).after;
}
