import { z } from "zod";
import { type DetectorSpec, OBJECTS } from "../config/index.ts";
import { fault } from "../kernel/index.ts";
import type { OwnDetectors } from "../risk/index.ts";
import { id, millis } from "./shapes.ts";
import type { Operation, Services } from "./types.ts";

const stage = z.enum(["active", "shadow"]);
const testInput = z.strictObject({
  text: z.string().min(1).max(1_000_000).describe("What is read. It is not kept."),
  only: id.optional().describe("The id of one detector; all of the organization's when left out."),
  candidate: OBJECTS.detectors.optional().describe("A detector that is not declared yet: it alone is asked."),
});
const match = z.strictObject({
  detector: z.string(),
  class: z.string(),
  start: z.int().describe("The place of its first character in the text."),
  end: z.int(),
  masked: z.string().describe("What was found, with its middle hidden."),
  confidence: z.int(),
  severity: z.enum(["low", "medium", "high"]).optional(),
});
const testOutput = z.strictObject({
  matches: z.array(match).describe("At most 200."),
  failure: z
    .string()
    .optional()
    .describe("Why the text could not be read to its end; such a call counts as not assessed."),
});
const reportOutput = z.strictObject({
  detectors: z.array(
    z.strictObject({
      detector: z.string(),
      class: z.string(),
      stage,
      since: millis.describe("Since when it is counted: the start of the process, or the detector's last change."),
      calls: z.int().describe("Calls in which it matched, or would have."),
      matches: z.int(),
      samples: z.array(z.string()).describe("Some of what it matched, masked."),
    }),
  ),
});

/** Whose words these are, and nobody else's. */
const READERS = ["owner", "security_admin", "auditor"] as const;

export const detectorOperations: readonly Operation[] = [
  {
    name: "detectors.test",
    summary: "Says what the organization's own detectors, or one that is not declared yet, find in a text.",
    method: "POST",
    path: "/detectors/test",
    input: testInput,
    output: testOutput,
    roles: ["owner", "security_admin"],
    audit: "read",
    status: 200,
    maxBodyBytes: 8 * 1_048_576,
    examples: [`lumos detector test --text "about Bluebird" --only codenames`, "lumos detector test --file test.yaml"],
    async run({ risk, registry }, { org }, asked: z.output<typeof testInput>) {
      const declared = ownOf(registry, org).detectors;
      const detectors = asked.candidate
        ? [asked.candidate as DetectorSpec]
        : declared.filter((one) => asked.only === undefined || one.id === asked.only);
      if (asked.only !== undefined && detectors.length === 0) throw fault("not_found");
      const { findings, failure } = risk.tryOwn(asked.text, { org, detectors });
      const matches = findings.map(({ rule, kind, start, end, masked, confidence, severity }) => ({
        detector: rule,
        class: kind,
        start,
        end,
        masked,
        confidence,
        ...(severity === undefined ? {} : { severity }),
      }));
      return { body: { matches, ...(failure === undefined ? {} : { failure }) } };
    },
  },
  {
    name: "detectors.report",
    summary: "How often each of the organization's own detectors matched in recent calls, those in shadow too.",
    method: "GET",
    path: "/detectors/report",
    input: z.strictObject({}),
    output: reportOutput,
    roles: READERS,
    audit: "read",
    status: 200,
    async run({ risk, registry }, { org }) {
      return { body: { detectors: risk.reportOwn(ownOf(registry, org)) } };
    },
  },
];

function ownOf(registry: Services["registry"], org: string): OwnDetectors {
  return { org, detectors: registry.landscape(org)?.detectors ?? [] };
}
