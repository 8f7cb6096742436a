import { configCheckCommand, configExplainCommand, configSchemaCommand } from "./config.ts";
import { backupCommand, restoreCommand } from "./backup.ts";
import type { Command } from "./command.ts";
import { completionCommand } from "./completion.ts";
import { connectCommand } from "./connect/index.ts";
import { applyCommand, driftCommand, exportCommand } from "./declarations.ts";
import { demoCommand } from "./demo.ts";
import { doctorCommand } from "./doctor.ts";
import { type Described, commandOf } from "./from-operation.ts";
import { hookCommand } from "./hook.ts";
import { initCommand } from "./init.ts";
import { policyDiffCommand } from "./policy/diff.ts";
import { policyHistoryCommand } from "./policy/history.ts";
import { policyCheckCommand } from "./policy/local.ts";
import { policySimulateCommand } from "./policy/simulate.ts";
import { policyInitCommand, policyPacksCommand } from "./policy/packs/index.ts";
import { policyStagesCommand } from "./policy/stages.ts";
import { policyPromoteCommand } from "./policy/promote.ts";
import { policyProposeCommand } from "./policy/propose.ts";
import { policyPullCommand } from "./policy/pull.ts";
import { policyReportCommand } from "./policy/report.ts";
import { policySignCommand } from "./policy/sign.ts";
import { policyTestCommand } from "./policy/test.ts";
import {
  policyAnalyzeCommand,
  policyCompareCommand,
  policyWhatMayCommand,
  policyWhoCanCommand,
} from "./policy/analyze.ts";
import { riskEvalCommand } from "./risk/eval.ts";
import { riskTryCommand } from "./risk/try.ts";
import { egressCommand, scanCommand } from "./scan/index.ts";
import { pluginPutCommand, shelfExportCommand, skillPutCommand } from "./shelf/index.ts";
import { setupCommand } from "./setup-code.ts";
import { tailCommand } from "./tail.ts";
import { upCommand } from "./up.ts";
import { versionCommand } from "./version.ts";
import { whyCommand } from "./why.ts";

export interface Commands {
  /** Those that are more than one operation. */
  own: readonly Command[];
  /** One for each operation that no command of our own stands for. */
  generated(): Promise<readonly Command[]>;
  all(): Promise<readonly Command[]>;
}

/** Operations that a command of our own does better, or that are another's part. */
const COVERED = new Set([
  "apply",
  "export",
  "drift",
  "backup",
  "restore",
  "version",
  "risk.try",
  "setup.claim",
  "decisions.feed",
  "policies.check",
  "policies.test",
  "policies.simulate",
  "policies.stages",
  "policies.analyze",
  "policies.compare",
  "policies.history",
  "policies.diff",
  "policies.promote",
  "proposals.create",
  "policies.whoCan",
  "policies.whatMay",
  "skills.put",
  "plugins.put",
  "shelf.export",
  "discovery.report",
  "discovery.egress",
]);

/** The table of operations is loaded only by commands that need it. */
export function makeCommands(operations: () => Promise<readonly Described[]>): Commands {
  let made: Promise<readonly Command[]> | undefined;
  const generated = () => (made ??= operations().then(generate));
  const all = async () => [...own, ...(await generated())];
  const own: readonly Command[] = [
    upCommand,
    demoCommand,
    initCommand,
    doctorCommand,
    connectCommand,
    hookCommand,
    setupCommand,
    riskTryCommand,
    riskEvalCommand,
    applyCommand,
    exportCommand,
    driftCommand,
    whyCommand,
    tailCommand,
    policyCheckCommand,
    policyTestCommand,
    policySimulateCommand,
    policyPacksCommand,
    policyInitCommand,
    policyStagesCommand,
    policyAnalyzeCommand,
    policyCompareCommand,
    policyProposeCommand,
    policyHistoryCommand,
    policyDiffCommand,
    policyPromoteCommand,
    policySignCommand,
    policyPullCommand,
    policyReportCommand,
    policyWhoCanCommand,
    policyWhatMayCommand,
    configExplainCommand,
    configCheckCommand,
    configSchemaCommand,
    scanCommand,
    egressCommand,
    skillPutCommand,
    pluginPutCommand,
    shelfExportCommand,
    backupCommand,
    restoreCommand,
    completionCommand(all),
    versionCommand,
  ];
  return { own, generated, all };
}

function generate(operations: readonly Described[]): Command[] {
  const wanted = operations.filter((operation) => !COVERED.has(operation.name) && operation.stream !== true);
  return wanted.map((operation) => commandOf(operation, operations));
}
