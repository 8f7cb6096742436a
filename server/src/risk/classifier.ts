import { type Channel, builtInWeights, makeModel, type Scored } from "./model/index.ts";
import { explainText, type ExplainedText, scoreViews } from "./scoring.ts";
import { viewsOf } from "./views/views.ts";

/** The built-in classifier by itself, for those who try and measure it. */
export interface Classifier {
  readonly version: string;
  score(text: string, channel: Channel): Scored;
  explain(text: string, channel: Channel): ExplainedText;
}

export function builtInClassifier(): Classifier {
  const model = makeModel(builtInWeights());
  return {
    version: model.version,
    score: (text, channel) => scoreViews(model, viewsOf(text), channel),
    explain: (text, channel) => explainText(model, text, channel),
  };
}
