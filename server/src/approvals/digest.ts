import { canonicalJson, sha256 } from "../kernel/index.ts";
import type { ApprovalAsk } from "./types.ts";

type Call = Pick<ApprovalAsk, "org" | "chain" | "action" | "resource" | "content">;

/** Who asks for what, whatever it needs: a denial holds for this. */
export function callOf({ org, chain, action, resource, content }: Call): string {
  return sha256(canonicalJson({ org, chain: refsOf(chain), action, resource, content: content ?? null }));
}

// Guarantee: an approval holds for one chain, credential, action, resource, content and policy set, and no other.
/** What an approval is bound to. Who approved had these policies' sentences before their eyes, and no others. */
export function digestOf(ask: ApprovalAsk): string {
  const { chain, snapshot, needs, reasons, server } = ask;
  return sha256(
    canonicalJson({
      call: callOf(ask),
      credential: credentialOf(chain),
      server: server ?? "",
      snapshot,
      needs: [...new Set(needs)].toSorted(),
      policies: [...new Set(reasons.map(({ policy }) => policy))].toSorted(),
    }),
  );
}

/**
 * Of a credential its kind and its public id: a rotated key goes on with what was approved for it, another key of
 * the same agent does not.
 */
export function credentialOf({ credential }: ApprovalAsk["chain"]): string {
  return `${credential.kind} ${credential.ref}`;
}

export function refsOf({ links }: ApprovalAsk["chain"]): string[] {
  return links.map(({ ref }) => ref);
}
