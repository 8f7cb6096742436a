/* The bench's side of the channels to its mock and its load generator. */
import { once } from "node:events";
import { join } from "node:path";
import { type Child, startChild } from "./children.ts";
import type { Job, Measured } from "./load/job.ts";
import type { MockMessage, MockMode } from "./load/mock.ts";
import { BENCH } from "./paths.ts";

export interface MockControl {
  child: Child;
  port: number;
  set: (mode: MockMode) => Promise<void>;
  seen: () => Promise<{ openStreams: number; requests: number; lastBody: string }>;
}

export async function startMockProcess(): Promise<MockControl> {
  const child = startOwn("mock", join(BENCH, "load", "mock.ts"));
  const listening = await next<MockMessage>(child);
  if (listening.kind !== "listening") throw new Error("the mock did not say where it listens");
  return {
    child,
    port: listening.port,
    set: async (mode) => {
      child.channel.send(mode);
      await next<MockMessage>(child);
    },
    seen: async () => {
      child.channel.send("ask");
      const answer = await next<MockMessage>(child);
      if (answer.kind !== "seen") throw new Error("the mock answered something else");
      return answer;
    },
  };
}

export interface GeneratorControl {
  child: Child;
  perform: (job: Job) => Promise<Measured>;
}

export function startGeneratorProcess(): GeneratorControl {
  const child = startOwn("generator", join(BENCH, "load", "generator.ts"));
  return {
    child,
    perform: async (job) => {
      child.channel.send(job);
      return next<Measured>(child);
    },
  };
}

function startOwn(role: "mock" | "generator", file: string): Child {
  return startChild({ name: role, command: process.execPath, args: [file], role, channel: true });
}

async function next<T>(child: Child): Promise<T> {
  const done = new AbortController();
  const { signal } = done;
  const ended = once(child.channel, "exit", { signal }).then(() => {
    throw new Error(`the ${child.name} ended:\n${child.lastWords()}`);
  });
  try {
    const [message] = (await Promise.race([once(child.channel, "message", { signal }), ended])) as [T];
    return message;
  } finally {
    done.abort();
    ended.catch(() => undefined);
  }
}
