/** What someone said of a thing, as texts: a name for each, and every member of a list as `name=value`. */
export interface Properties {
  readonly tags: Readonly<Record<string, string>>;
  readonly values: readonly string[];
}

export const NO_PROPERTIES: Properties = { tags: {}, values: [] };

/** Something of somebody else's vocabulary: `record` and `record-1`. */
export interface Named {
  type: string;
  id: string;
}

/** What a decision call asks, read once at the door. Nothing in it is believed yet. */
export interface DecisionAsk {
  subject: Named;
  subjectProperties: Properties;
  /** For whom the subject acts, outermost first, as references: `user:alice`. */
  onBehalfOf: readonly string[];
  action: string;
  actionProperties: Properties;
  resource: Named;
  resourceProperties: Properties;
  /** Whatever else the asker said about the circumstances. */
  attributes: Properties;
  claims: Claims;
  /** The obligations that the asker can carry out, as patterns. */
  supported: readonly string[];
  /** Instead of one answer: everything that could stand in one place of the question. */
  search?: "subject" | "resource" | "action";
}

/** What a decision is about, as far as it is believed. */
export interface AskedAbout {
  action: string;
  actionProperties: Properties;
  resource: Named;
  resourceProperties: Properties;
  subjectProperties: Properties;
  attributes: Properties;
}

/** What an asker says in the words of policies. Absent: nothing was said. */
export interface Claims {
  workflow?: string;
  purpose?: string;
  customer?: string;
  environment?: string;
  geo?: string;
  ip?: string;
  autonomy?: number;
  dataClasses?: readonly string[];
  dataRegions?: readonly string[];
  programs?: readonly string[];
  taint?: readonly string[];
  sessionFlags?: readonly string[];
  fulfilled?: readonly string[];
  trustScore?: number;
  sessionRisk?: number;
  mfaAgeS?: number;
  assessed?: boolean;
  /** By domain, 0 to 100. */
  risk?: Readonly<Record<string, number>>;
}

/** What is known of a question that was not read. */
export const UNREAD_DECISION: DecisionAsk = {
  subject: { type: "", id: "" },
  subjectProperties: NO_PROPERTIES,
  onBehalfOf: [],
  action: "",
  actionProperties: NO_PROPERTIES,
  resource: { type: "", id: "" },
  resourceProperties: NO_PROPERTIES,
  attributes: NO_PROPERTIES,
  claims: {},
  supported: [],
};
