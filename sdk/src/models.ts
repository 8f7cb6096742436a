import { textOf, textsOf } from "./decisions.ts";
import type { CandidateModel, Json } from "./types.ts";

/** The models that Lumos names; undefined where it names none, which is no allow. */
export function modelsOf(value: Json | undefined): CandidateModel[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const models = value.flatMap((one): CandidateModel[] => {
    if (typeof one !== "object" || one === null || Array.isArray(one)) return [];
    const { id, provider, upstream, obligations } = one;
    if (typeof id !== "string") return [];
    return [{ id, provider: textOf(provider), upstream: textOf(upstream), obligations: textsOf(obligations) }];
  });
  return models.length === 0 ? undefined : models;
}
