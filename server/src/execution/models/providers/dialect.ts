import type { Format, ModelOperation } from "../../../kernel/index.ts";
import type { ConnectedModel } from "../../../registry/index.ts";
import type { Authorize } from "./authorize.ts";
import type { Quirks, Wire } from "./types.ts";

type Provider = ConnectedModel["provider"];

/** One of the wire formats that a dialect speaks. */
export interface Speaks {
  format: Format;
  /** Below the base URL, for each kind of call. `{model}` is the provider's name of the model. */
  paths: Partial<Record<ModelOperation, PathOf>>;
  /** Where only some of its models speak it: what their names look like. */
  models?: RegExp;
  /** Spoken only where the provider says so in `formats`. */
  declared?: boolean;
  quirks?: Partial<Quirks>;
  /** Headers that always go along. */
  headers?: Readonly<Record<string, string>>;
  /** False where headers of the caller mean nothing to it. */
  takesHeaders?: boolean;
  framing?: Wire["framing"];
  foreignErrors?: boolean;
  textTools?: boolean;
  /** Where it is not the dialect's. */
  authorize?: Authorize;
  /** Where they are not the dialect's. */
  issuers?: (provider: Provider, upstream: string) => readonly string[];
}

export interface PathOf {
  path: string;
  /** Where a stream is asked for under another one. */
  stream?: string;
  /** What this kind of call wants otherwise than the others of its format. */
  quirks?: Partial<Quirks>;
}

/** One dialect of providers: a row of data. The code that uses it knows none by name. */
export interface Dialect {
  /** Where it lives unless the provider says otherwise; undefined where only the provider can say it. */
  baseUrl: string | undefined;
  /** What its formats' paths begin with; a base URL that ends with it already is not given it twice. */
  version?: string;
  /** The host's name where it follows from the location. */
  host?: (provider: Provider) => string;
  authorize: Authorize;
  /** It works without a key: the organization's own machine, a simulation. */
  keyless?: boolean;
  /** In order of preference, for callers whose own format is not among them. */
  speaks: readonly Speaks[];
  issuers(provider: Provider, upstream: string): readonly string[];
  maxTokensDefault?: number;
  /** Another row in its place for some providers: the older addresses of Azure. */
  instead?: (provider: Provider) => Dialect | undefined;
}
