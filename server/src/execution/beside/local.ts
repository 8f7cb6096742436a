import type { Consulted } from "../../judges/index.ts";
import type { ConnectedJudge } from "../../registry/index.ts";

export async function askLocal(_judge: ConnectedJudge, _text: string, _stop: AbortSignal): Promise<Consulted> {
  return { detail: "onnxruntime-node is not installed" };
}
