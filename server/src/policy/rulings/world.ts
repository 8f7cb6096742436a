import type { ToolEffect } from "../../kernel/index.ts";

/*
 * What entities are made from: as much of an organization as policies read of it. A landscape is one, and so
 * is what was kept with a decision.
 */

export interface World {
  teams: ReadonlyMap<string, WorldTeam>;
  /** Those who own something that acts. */
  users: ReadonlyMap<string, WorldUser>;
  workflows: ReadonlyMap<string, WorldWorkflow>;
  models: ReadonlyMap<string, WorldModel>;
}

export interface WorldTeam {
  id: string;
  name?: string | undefined;
  parent?: string | undefined;
}

export interface WorldUser {
  id: string;
  region?: string | undefined;
  roles?: readonly string[] | undefined;
  teams?: readonly string[] | undefined;
  status?: "active" | "disabled" | undefined;
}

export interface WorldWorkflow {
  id: string;
  parent?: string | undefined;
  domain?: string | undefined;
}

export interface WorldModel {
  id: string;
  tier: string;
  rank: number;
  regions: readonly string[];
  provider: { id: string; selfHosted?: boolean | undefined; retentionDays?: number | undefined };
}

/** A server with the tools that someone described. */
export interface WorldServer {
  id: string;
  kind: string;
  verified?: boolean | undefined;
  region?: string | undefined;
  environment?: string | undefined;
  tools?: Readonly<Record<string, { effect?: ToolEffect | undefined; openWorld?: boolean | undefined }>> | undefined;
}
