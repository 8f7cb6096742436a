import type { IncomingMessage } from "node:http";
import type { Chain } from "../../identity/index.ts";
import { type Fault, fault, Secret } from "../../kernel/index.ts";
import { isMachineOwner, type Operation, type Services } from "../../operations/index.ts";

export interface Known {
  org: string;
  chain: Chain | undefined;
}

type Parts = Pick<Services, "identity" | "registry" | "clock" | "log">;

/** Who asks, and about which organization. */
export async function recognizeAsker(services: Parts, operation: Operation, req: IncomingMessage): Promise<Known> {
  const { registry } = services;
  const known = registry.organizations();
  const named = headerOf(req, "x-lumos-organization");
  // What is the same in every organization may be asked without naming one.
  const anyWill = operation.roles === "machine" || (typeof operation.roles === "string" && operation.audit === "read");
  const choose = () => chooseOrganization(known, named, anyWill);
  if (operation.roles === "anyone") return { org: choose(), chain: undefined };

  // The machine's owner must be recognized before it can be said that there is no such organization.
  const org = named !== undefined && known.includes(named) ? named : known[0];
  const answer = await services.identity.recognize(
    {
      credential: credentialOf(req),
      onBehalfOf: undefined,
      at: services.clock.now(),
      ip: req.socket.remoteAddress ?? "",
      org,
    },
    operation.need ?? (operation.audit === "change" ? "manage" : "read"),
  );
  if (!answer.ok) {
    services.log.info("api.unauthenticated", { because: answer.error.because, operation: operation.name });
    throw fault("unauthenticated");
  }
  const chain = answer.value;
  if (isMachineOwner(chain)) return { org: choose(), chain };
  // Guarantee: another organization looks like none.
  if (named !== undefined && named !== chain.org) throw fault("not_found");
  return { org: chain.org, chain };
}

function chooseOrganization(known: readonly string[], named: string | undefined, anyWill: boolean): string {
  if (named !== undefined) {
    if (!known.includes(named)) throw fault("not_found");
    return named;
  }
  const [first] = known;
  if (first === undefined || (known.length > 1 && !anyWill)) throw nameOne();
  return first;
}

function nameOne(): Fault {
  return fault("invalid_request", {
    public: "There is more than one organization: name one in x-lumos-organization.",
    param: "x-lumos-organization",
  });
}

const MAX_TOKEN = 512;

/** One credential, in one place; two that differ are none. */
function credentialOf(req: IncomingMessage): Secret | undefined {
  const bearer = /^Bearer +([\x21-\x7e]+)$/i.exec(headerOf(req, "authorization") ?? "")?.[1];
  const key = headerOf(req, "x-api-key");
  if (bearer !== undefined && key !== undefined && bearer !== key) return undefined;
  const token = bearer ?? key;
  return token === undefined || token.length > MAX_TOKEN ? undefined : new Secret(token);
}

export function headerOf(req: IncomingMessage, name: string): string | undefined {
  const value = req.headers[name];
  return typeof value === "string" ? value : undefined;
}
