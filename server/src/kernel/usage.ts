/**
 * What a call used, as the provider counted it or, where it did not, as Lumos estimates. Totals hold their
 * parts: `input` holds cached reads and writes, pictures and sound; `output` holds reasoning, pictures and sound.
 */
export interface Usage {
  source: "provider" | "estimated";
  input: number;
  /** Read from the provider's prompt cache. */
  cachedInput: number;
  /** Written to the provider's prompt cache, to live five minutes. */
  cacheWrite5m?: number;
  /** The same, to live an hour. */
  cacheWrite1h?: number;
  audioInput?: number;
  imageInput?: number;
  output: number;
  reasoning: number;
  audioOutput?: number;
  imageOutput?: number;
  /** Uses of the provider's own tools, by name: `web_search`, `code_execution`. */
  serverTools?: Readonly<Record<string, number>>;
  /** The class of service the provider says it gave: `standard`, `priority`, `flex`, `batch`. */
  serviceTier?: string;
  /** The stream was cut, so what the provider would have counted beyond this point is unknown. */
  partial?: boolean;
}
