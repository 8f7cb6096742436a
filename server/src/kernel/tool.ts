import type { TextPart } from "./call.ts";

/** The most that using a tool does: reads, changes, destroys, or sends something out. */
export type ToolEffect = "read" | "write" | "destructive" | "egress";

/** What one use of a tool does, as far as it can be known before it is carried out. */
export interface Does {
  /** Effects; for SQL also select, insert, update, delete, ddl. What is unknown is a write. */
  operations: readonly string[];
  /** Tables, paths, records it names. */
  objects: readonly string[];
  hosts: readonly string[];
  /** It has no bound: an UPDATE or DELETE without WHERE, rm -rf of a root. */
  unbounded: boolean;
  /** How many things it is about at most. */
  batch: number;
}

/** What policies call the use of something that a server offers. */
export type ToolAction = "call_tool" | "run_command" | "read_resource";

/** What a tool call asks for, read once at the door from its body and from nothing else. */
export interface ToolAsk {
  action: ToolAction;
  /** Ids as the registry names them; for a client's own tools the client: `claude-code`. */
  server: string;
  /** The tool's own name at its server; of a resource its address, of a prompt its name. */
  tool: string;
  /** What the caller wrote: `mcp`, `hook.claude-code`, `sdk`. */
  format: string;
  arguments: Readonly<Record<string, unknown>>;
  /** The arguments as JSON text, as they arrived. */
  raw: string;
  /** What else goes out with the arguments, under whatever names the caller gave it. */
  beside?: Readonly<Record<string, unknown>>;
  /** Every string of the arguments, by its path in them. */
  texts: TextPart[];
  /** Some of it is written so that nobody reads it as text. */
  unread?: true;
  /** The caller's own id of the call, where it has one: by it a gateway's and a hook's sighting are the same. */
  useId?: string;
  /** Where the door knows better than the catalog what the use does: a client's own tools. */
  does?: Does;
}
