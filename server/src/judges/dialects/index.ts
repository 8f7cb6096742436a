import type { JudgeApi } from "../../config/index.ts";
import type { ConnectedJudge } from "../../registry/index.ts";
import type { Domain } from "../../risk/index.ts";
import type { Dialect } from "../types.ts";
import { azure } from "./azure.ts";
import { bedrock } from "./bedrock.ts";
import { granite } from "./granite.ts";
import { instruct, safeguard } from "./instruct.ts";
import { lakera } from "./lakera.ts";
import { llamaGuard } from "./llama-guard.ts";
import { modelArmor } from "./model-armor.ts";
import { onnx } from "./onnx.ts";
import { openaiModeration } from "./openai-moderation.ts";
import { presidio } from "./presidio.ts";
import { qwen3guard } from "./qwen3guard.ts";

/** Every kind of judge, as a row. */
export const DIALECTS: Record<JudgeApi, Dialect> = {
  "llama-guard": llamaGuard,
  "gpt-oss-safeguard": safeguard,
  "granite-guardian": granite,
  qwen3guard,
  instruct,
  "openai-moderation": openaiModeration,
  "azure-content-safety": azure,
  "bedrock-guardrail": bedrock,
  "model-armor": modelArmor,
  lakera,
  presidio,
  onnx,
};

/** The domains a judge speaks about: only these it may ever lower. */
export function coveredBy(judge: ConnectedJudge): ReadonlySet<Domain> {
  const labels = { ...DIALECTS[judge.api].labels, ...judge.labels };
  return new Set(Object.values(labels).flat());
}
