import {
  ALNUM,
  BASE64,
  BASE64URL,
  BASE64_REST,
  DASH,
  DIGIT,
  DOT,
  HEX,
  LOW_LINE,
  LOWER,
  LOWER_HEX,
  PERCENT,
  UPPER,
  WORD,
} from "../chars.ts";
import { githubChecksum } from "./checksum.ts";

/** A credential that begins with letters of its maker's choice, in exactly this case. */
export interface TokenRule {
  rule: string;
  prefixes: readonly string[];
  /** What follows the prefix: which characters, and how many. */
  set: number;
  min: number;
  max: number;
  /** More of the same set after `max` means it is something else. Otherwise the rest is taken along. */
  exact?: boolean;
  /** The body must hold a digit; for prefixes that words and names also begin with. */
  digit?: boolean;
  /** The prefix names a secret even inside a longer word. */
  anywhere?: boolean;
  /** A documented example counts as the real thing: only a run of fillers does not. */
  literal?: boolean;
  /** Looks closer: a confidence, or 0 when it is none. */
  weigh?: (body: string) => number;
}

const SURE = 95;

const contains = (mark: string) => (body: string) => (body.includes(mark) ? 100 : SURE);
const digits = (count: number) => (body: string) => (body.replace(/\D/g, "").length >= count ? SURE : 0);
const shaped = (shape: RegExp) => (body: string) => (shape.test(body) ? SURE : 0);
const mixed = (body: string) => (/\d/.test(body) && /[a-z]/i.test(body) ? SURE : 0);

/** `sk-` is shared by many makers; words that go on after it hold no digits or are short. */
const bareSk = (body: string) => {
  if (!/^[A-Za-z0-9]{20,}$/.test(body)) return 0;
  return body.includes("T3BlbkFJ") ? 100 : mixed(body);
};

export const TOKEN_RULES: readonly TokenRule[] = [
  { rule: "lumos-key", prefixes: ["lmk_"], set: WORD, min: 14, max: 200 },

  // Clouds
  {
    rule: "aws-access-key",
    prefixes: ["AKIA", "ASIA", "ABIA", "ACCA"],
    set: DIGIT | UPPER,
    min: 16,
    max: 16,
    exact: true,
    literal: true,
  },
  { rule: "aws-bedrock-key", prefixes: ["ABSK"], set: BASE64, min: 100, max: 300 },
  { rule: "google-api-key", prefixes: ["AIza"], set: BASE64URL, min: 35, max: 35, exact: true },
  { rule: "google-oauth-secret", prefixes: ["GOCSPX-"], set: BASE64URL, min: 24, max: 40 },
  { rule: "google-oauth-token", prefixes: ["ya29."], set: BASE64URL | DOT, min: 30, max: 2_048 },
  { rule: "google-refresh-token", prefixes: ["1//0"], set: BASE64URL, min: 40, max: 512 },
  { rule: "azure-storage-key", prefixes: ["AccountKey="], set: BASE64, min: 80, max: 100, literal: true },
  { rule: "azure-shared-access-key", prefixes: ["SharedAccessKey="], set: BASE64, min: 40, max: 100, literal: true },
  {
    rule: "digitalocean-token",
    prefixes: ["dop_v1_", "doo_v1_", "dor_v1_"],
    set: LOWER_HEX,
    min: 64,
    max: 64,
    exact: true,
  },
  { rule: "cloudflare-token", prefixes: ["cfat_", "cfut_", "cfk_"], set: ALNUM, min: 48, max: 48, exact: true },
  {
    rule: "cloudflare-origin-key",
    prefixes: ["v1.0-"],
    set: LOWER_HEX | DASH,
    min: 160,
    max: 200,
    weigh: shaped(/^[a-f0-9]{24}-[a-f0-9]{130,}/),
  },
  { rule: "alibaba-access-key", prefixes: ["LTAI"], set: ALNUM, min: 16, max: 26, exact: true, digit: true },
  { rule: "heroku-key", prefixes: ["HRKU-"], set: BASE64URL, min: 36, max: 80 },
  { rule: "fly-token", prefixes: ["fm2_", "fo1_"], set: BASE64 | BASE64URL, min: 40, max: 2_048 },
  {
    rule: "vercel-token",
    prefixes: ["vcp_", "vci_", "vca_", "vcr_", "vck_"],
    set: ALNUM,
    min: 24,
    max: 80,
    digit: true,
  },
  { rule: "netlify-token", prefixes: ["nfp_"], set: ALNUM, min: 36, max: 60, digit: true },
  { rule: "supabase-key", prefixes: ["sbp_", "sb_secret_"], set: WORD | DASH, min: 30, max: 80, digit: true },
  {
    rule: "planetscale-token",
    prefixes: ["pscale_tkn_", "pscale_pw_", "pscale_oauth_"],
    set: BASE64URL | DOT,
    min: 32,
    max: 64,
  },

  // Models
  {
    rule: "openai-key",
    prefixes: ["sk-proj-", "sk-svcacct-", "sk-admin-", "sk-None-"],
    set: BASE64URL,
    min: 20,
    max: 300,
    digit: true,
    weigh: contains("T3BlbkFJ"),
  },
  { rule: "anthropic-key", prefixes: ["sk-ant-"], set: BASE64URL, min: 24, max: 300, digit: true },
  { rule: "openrouter-key", prefixes: ["sk-or-"], set: BASE64URL, min: 32, max: 100, digit: true },
  { rule: "model-key", prefixes: ["sk-"], set: BASE64URL, min: 20, max: 300, digit: true, weigh: bareSk },
  { rule: "huggingface-token", prefixes: ["hf_", "api_org_"], set: ALNUM, min: 34, max: 34, exact: true },
  { rule: "groq-key", prefixes: ["gsk_"], set: ALNUM, min: 52, max: 52, exact: true },
  { rule: "xai-key", prefixes: ["xai-"], set: ALNUM, min: 60, max: 120, digit: true },
  { rule: "perplexity-key", prefixes: ["pplx-"], set: ALNUM, min: 32, max: 80, digit: true },
  { rule: "replicate-token", prefixes: ["r8_"], set: ALNUM, min: 37, max: 40, exact: true, digit: true },
  { rule: "langsmith-key", prefixes: ["lsv2_pt_", "lsv2_sk_"], set: WORD, min: 32, max: 60, digit: true },
  { rule: "pinecone-key", prefixes: ["pcsk_"], set: WORD, min: 40, max: 100, digit: true },
  { rule: "elevenlabs-key", prefixes: ["sk_"], set: LOWER_HEX, min: 48, max: 48, exact: true, digit: true },
  { rule: "tavily-key", prefixes: ["tvly-"], set: BASE64URL, min: 28, max: 60, digit: true },

  // Code hosts and registries
  {
    rule: "github-token",
    prefixes: ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"],
    set: ALNUM,
    min: 36,
    max: 251,
    weigh: githubChecksum,
  },
  { rule: "github-fine-grained-token", prefixes: ["github_pat_"], set: WORD, min: 60, max: 255 },
  {
    rule: "gitlab-token",
    prefixes: [
      "glpat-",
      "gldt-",
      "glrt-",
      "glrtr-",
      "glcbt-",
      "glptt-",
      "glft-",
      "glsoat-",
      "glagent-",
      "glimt-",
      "glffct-",
      "gloas-",
    ],
    set: BASE64URL | DOT,
    min: 20,
    max: 320,
  },
  { rule: "gitlab-runner-registration", prefixes: ["GR1348941"], set: BASE64URL, min: 20, max: 60 },
  { rule: "bitbucket-token", prefixes: ["ATBB"], set: ALNUM, min: 32, max: 40, exact: true, digit: true },
  { rule: "atlassian-token", prefixes: ["ATATT3", "ATCTT3"], set: BASE64URL | BASE64_REST, min: 60, max: 300 },
  { rule: "npm-token", prefixes: ["npm_"], set: ALNUM, min: 36, max: 40, exact: true },
  { rule: "pypi-token", prefixes: ["pypi-AgE"], set: BASE64URL, min: 50, max: 500 },
  { rule: "rubygems-key", prefixes: ["rubygems_"], set: LOWER_HEX, min: 48, max: 48, exact: true },
  { rule: "nuget-key", prefixes: ["oy2"], set: LOWER | DIGIT, min: 43, max: 43, exact: true, digit: true },
  { rule: "docker-hub-token", prefixes: ["dckr_pat_", "dckr_oat_"], set: BASE64URL, min: 20, max: 64 },
  { rule: "circleci-token", prefixes: ["CCIPAT_", "CCIPRJ_"], set: WORD, min: 40, max: 100 },
  { rule: "buildkite-token", prefixes: ["bkua_"], set: LOWER_HEX, min: 40, max: 40, exact: true },
  { rule: "sonar-token", prefixes: ["sqp_", "squ_", "sqa_"], set: LOWER_HEX, min: 40, max: 40, exact: true },
  { rule: "artifactory-key", prefixes: ["AKCp"], set: ALNUM, min: 60, max: 80, digit: true },
  { rule: "pulumi-token", prefixes: ["pul-"], set: LOWER_HEX, min: 40, max: 40, exact: true },
  { rule: "terraform-token", prefixes: [".atlasv1."], set: BASE64URL | BASE64_REST, min: 50, max: 100, anywhere: true },

  // Talk, mail, work
  {
    rule: "slack-token",
    prefixes: [
      "xoxb-",
      "xoxp-",
      "xoxa-",
      "xoxo-",
      "xoxr-",
      "xoxs-",
      "xoxc-",
      "xoxe-",
      "xoxe.xoxp-",
      "xoxe.xoxb-",
      "xapp-",
    ],
    set: ALNUM | DASH,
    min: 16,
    max: 400,
    weigh: digits(6),
  },
  { rule: "slack-cookie", prefixes: ["xoxd-"], set: BASE64URL | BASE64_REST | PERCENT, min: 40, max: 400 },
  { rule: "telegram-bot-token", prefixes: [":AA"], set: BASE64URL, min: 33, max: 33, exact: true, anywhere: true },
  {
    rule: "discord-webhook",
    prefixes: ["discord.com/api/webhooks/", "discordapp.com/api/webhooks/"],
    set: BASE64URL | BASE64_REST,
    min: 60,
    max: 120,
    anywhere: true,
    weigh: shaped(/^\d{15,21}\/[\w-]{40,}/),
  },
  {
    rule: "slack-webhook",
    prefixes: ["hooks.slack.com/services/", "hooks.slack.com/workflows/", "hooks.slack.com/triggers/"],
    set: WORD | BASE64_REST,
    min: 20,
    max: 120,
    anywhere: true,
    weigh: shaped(/^[TE][A-Z0-9]{5,}\/[A-Za-z0-9]{6,}\/[A-Za-z0-9]{10,}/),
  },
  {
    rule: "sendgrid-key",
    prefixes: ["SG."],
    set: BASE64URL | DOT,
    min: 60,
    max: 80,
    weigh: shaped(/^[\w-]{18,26}\.[\w-]{38,50}/),
  },
  { rule: "mailgun-key", prefixes: ["key-"], set: LOWER_HEX, min: 32, max: 32, exact: true, digit: true },
  { rule: "twilio-key", prefixes: ["SK"], set: LOWER_HEX, min: 32, max: 32, exact: true, digit: true },
  { rule: "linear-key", prefixes: ["lin_api_", "lin_oauth_"], set: ALNUM, min: 32, max: 80, literal: true },
  { rule: "notion-token", prefixes: ["ntn_"], set: ALNUM, min: 46, max: 46, exact: true, weigh: shaped(/^\d{11}/) },
  { rule: "notion-legacy-token", prefixes: ["secret_"], set: ALNUM, min: 43, max: 43, exact: true, digit: true },
  { rule: "figma-token", prefixes: ["figd_", "figo_"], set: BASE64URL, min: 36, max: 80 },
  {
    rule: "airtable-token",
    prefixes: ["pat"],
    set: ALNUM | DOT,
    min: 79,
    max: 79,
    exact: true,
    weigh: shaped(/^[A-Za-z0-9]{14}\.[a-f0-9]{64}$/),
  },
  { rule: "postman-key", prefixes: ["PMAK-"], set: LOWER_HEX | DASH, min: 50, max: 64 },
  { rule: "shopify-token", prefixes: ["shpss_", "shpat_", "shpca_", "shppa_"], set: ALNUM, min: 32, max: 64 },
  { rule: "contentful-token", prefixes: ["CFPAT-"], set: BASE64URL, min: 40, max: 60 },

  // Money
  {
    rule: "stripe-key",
    prefixes: ["sk_live_", "sk_test_", "rk_live_", "rk_test_", "whsec_"],
    set: ALNUM,
    min: 24,
    max: 250,
  },
  { rule: "square-secret", prefixes: ["sq0csp-", "sq0atp-"], set: BASE64URL, min: 22, max: 60 },
  {
    rule: "braintree-token",
    prefixes: ["access_token$production$", "access_token$sandbox$"],
    set: ALNUM,
    min: 16,
    max: 16,
  },
  {
    rule: "flutterwave-key",
    prefixes: ["FLWSECK-", "FLWSECK_TEST-", "FLWSECK_LIVE-"],
    set: ALNUM | DASH,
    min: 24,
    max: 60,
  },

  // Operations
  { rule: "grafana-token", prefixes: ["glc_"], set: BASE64, min: 32, max: 500 },
  { rule: "grafana-service-token", prefixes: ["glsa_"], set: WORD, min: 41, max: 41, exact: true },
  { rule: "vault-token", prefixes: ["hvs.", "hvb.", "hvr."], set: BASE64URL, min: 24, max: 400, digit: true },
  {
    rule: "tailscale-key",
    prefixes: ["tskey-"],
    set: ALNUM | DASH,
    min: 24,
    max: 120,
    weigh: shaped(/^[a-z]+-[A-Za-z0-9]{8,}-[A-Za-z0-9]{16,}/),
  },
  { rule: "databricks-token", prefixes: ["dapi"], set: HEX, min: 32, max: 32, exact: true },
  { rule: "onepassword-token", prefixes: ["ops_eyJ"], set: BASE64URL | BASE64_REST, min: 120, max: 4_000 },
  {
    rule: "onepassword-secret-key",
    prefixes: ["A3-"],
    set: UPPER | DIGIT | DASH,
    min: 35,
    max: 37,
    exact: true,
    weigh: shaped(/^[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})-[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}$/),
  },
  { rule: "doppler-token", prefixes: ["dp.pt.", "dp.st.", "dp.ct.", "dp.sa."], set: BASE64URL | DOT, min: 40, max: 80 },
  { rule: "newrelic-key", prefixes: ["NRAK-"], set: UPPER | DIGIT, min: 27, max: 27, exact: true },
  { rule: "dynatrace-token", prefixes: ["dt0c01.", "dt0s16."], set: UPPER | DIGIT | DOT, min: 80, max: 100 },
  { rule: "sentry-token", prefixes: ["sntrys_", "sntryu_"], set: BASE64 | LOW_LINE, min: 40, max: 500 },
  { rule: "openshift-token", prefixes: ["sha256~"], set: BASE64URL, min: 43, max: 43, exact: true },
  { rule: "age-secret-key", prefixes: ["AGE-SECRET-KEY-1"], set: UPPER | DIGIT, min: 58, max: 58, exact: true },
  { rule: "adafruit-key", prefixes: ["aio_"], set: ALNUM, min: 28, max: 28, exact: true, digit: true },
  { rule: "prefect-key", prefixes: ["pnu_"], set: ALNUM, min: 36, max: 36, exact: true },
  { rule: "infracost-key", prefixes: ["ico-"], set: ALNUM, min: 32, max: 32, exact: true, digit: true },
];
