import { accessOperations } from "./access.ts";
import { againOperations } from "./again.ts";
import { approvalOperations } from "./approvals.ts";
import { decisionOperations } from "./decisions.ts";
import { detectorOperations } from "./detectors.ts";
import { declarationOperations } from "./declarations.ts";
import { installationOperations } from "./installation.ts";
import { judgeOperations } from "./judges.ts";
import { keyOperations } from "./keys.ts";
import { meOperations } from "./me.ts";
import { objectOperations } from "./objects.ts";
import { organizationOperations } from "./organizations.ts";
import { alertOperations } from "./alerts.ts";
import { incidentOperations } from "./incidents.ts";
import { bundleOperations } from "./bundles.ts";
import { policyOperations } from "./policies.ts";
import { policyDiffOperations } from "./policy-diff.ts";
import { policyHistoryOperations } from "./policy-history.ts";
import { policyTestOperations } from "./policy-tests.ts";
import { principalOperations } from "./principals.ts";
import { proposalOperations } from "./proposals.ts";
import { recordOperations } from "./records.ts";
import { riskOperations } from "./risk.ts";
import { sessionOperations } from "./sessions.ts";
import { shelfOperations } from "./shelf.ts";
import { discoveryOperations } from "./discovery.ts";
import { serverOperations } from "./servers.ts";
import { egressOperations } from "./egress.ts";
import { setupOperations } from "./setup.ts";
import { simulateOperations } from "./simulate.ts";
import { toolOperations } from "./tools.ts";
import { tierOperations } from "./tiers.ts";
import { stageOperations } from "./stages.ts";
import { policyAnalysisOperations } from "./policy-analysis.ts";
import type { Operation } from "./types.ts";

/** Everything that can be done through the management API, the console and the command line. */
export const operations: readonly Operation[] = [
  ...setupOperations,
  ...meOperations,
  ...organizationOperations,
  ...detectorOperations,
  ...objectOperations,
  ...judgeOperations,
  ...serverOperations,
  ...tierOperations,
  ...policyOperations,
  ...stageOperations,
  ...proposalOperations,
  ...policyHistoryOperations,
  ...policyDiffOperations,
  ...bundleOperations,
  ...policyTestOperations,
  ...simulateOperations,
  ...policyAnalysisOperations,
  ...keyOperations,
  ...principalOperations,
  ...approvalOperations,
  ...decisionOperations,
  ...againOperations,
  ...recordOperations,
  ...riskOperations,
  ...sessionOperations,
  ...incidentOperations,
  ...alertOperations,
  ...shelfOperations,
  ...discoveryOperations,
  ...toolOperations,
  ...accessOperations,
  ...egressOperations,
  ...declarationOperations,
  ...installationOperations,
];
