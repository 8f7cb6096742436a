import type { Clock, Log } from "../../kernel/index.ts";
import type { ConnectedServer } from "../../registry/index.ts";
import type { Children, ChildStory } from "./child/children.ts";
import type { CredentialFor } from "./credentials/types.ts";
import type { Http } from "./exchange.ts";
import type { Databases } from "./postgres/databases.ts";
import type { Hello, Peer, PeerOwner, RawJson } from "./types.ts";

/** What every kind of upstream is made with. */
export interface PeerParts {
  clock: Clock;
  log: Log;
  /** On whose behalf; a peer is for this owner alone. */
  owner: PeerOwner;
  http: Http;
  credentialFor: CredentialFor;
  children: Children;
  databases: Databases;
  /** The pinned definition of one of the server's tools. */
  definition(tool: string): RawJson | undefined;
  /** Which era the server was found to speak, kept between peers. */
  era: { known(): Hello["era"] | undefined; found(era: Hello["era"] | undefined): void };
  /** For people: what a child process was really given, and what it said before it ended. */
  story: ChildStory;
}

/** Makes the peer of one kind of server. */
export type Connect<S extends ConnectedServer = ConnectedServer> = (server: S, parts: PeerParts) => Peer;
