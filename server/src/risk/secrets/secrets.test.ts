import assert from "node:assert/strict";
import { test } from "node:test";
import { crc32 } from "node:zlib";
import { NAMED_RULES } from "./named.ts";
import { makeSecrets } from "./secrets.ts";
import { TOKEN_RULES } from "./tokens.ts";

const secrets = makeSecrets();

// Fakes are put together here, so that no scanner takes a line of this file for a leak.
const MIXED = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0u1V2w3X4y5Z6";
const HEX = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";
const mixed = (count: number) => MIXED.repeat(9).slice(0, count);
const hex = (count: number) => HEX.repeat(9).slice(0, count);
const of = (...parts: string[]) => parts.join("");

const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
const JWT = of(
  base64url({ alg: "HS256", typ: "JWT" }),
  ".",
  base64url({ sub: "1234567890", role: "x" }),
  ".",
  mixed(43),
);
const PEM_BODY = mixed(64);
const PEM = of(
  "-----BEGIN ",
  "RSA PRIVATE",
  " KEY-----\n",
  PEM_BODY,
  "\n",
  PEM_BODY,
  "\n-----END ",
  "RSA PRIVATE",
  " KEY-----",
);

const FAKES: Record<string, string> = {
  "lumos-key": of("lmk", "_agent_", mixed(32)),
  "aws-access-key": of("AKIA", "IOSFODNN7", "EXAMPLE"),
  "google-api-key": of("AI", "za", mixed(35)),
  "google-oauth-secret": of("GOC", "SPX-", mixed(28)),
  "google-oauth-token": of("ya", "29.", mixed(60)),
  "azure-storage-key": of("Account", "Key=", mixed(86), "=="),
  "digitalocean-token": of("dop", "_v1_", hex(64)),
  "cloudflare-token": of("cf", "ut_", mixed(48)),
  "openai-key": of("sk-", "proj-", mixed(40), "T3BlbkFJ", mixed(40)),
  "anthropic-key": of("sk-", "ant-api03-", mixed(90), "AA"),
  "openrouter-key": of("sk-", "or-v1-", hex(64)),
  "model-key": of("sk-", mixed(48)),
  "huggingface-token": of("h", "f_", "AbCdEfGhIjKlMnOpQrStUvWxYzAbCdEfGh"),
  "groq-key": of("gs", "k_", mixed(52)),
  "github-token": of("gh", "p_", mixed(36)),
  "github-fine-grained-token": of("github", "_pat_", mixed(22), "_", mixed(59)),
  "gitlab-token": of("glp", "at-", mixed(20)),
  "npm-token": of("np", "m_", mixed(36)),
  "pypi-token": of("pyp", "i-AgE", mixed(80)),
  "docker-hub-token": of("dckr", "_pat_", mixed(27)),
  "terraform-token": of(".atl", "asv1.", mixed(67)),
  "slack-token": of("xo", "xb-", "123456789012-1234567890123-", mixed(24)),
  "slack-webhook": of("hooks.slack", ".com/services/", "T0ABCDEF1/B0ABCDEF2/", mixed(24)),
  "sendgrid-key": of("S", "G.", mixed(22), ".", mixed(43)),
  "mailgun-key": of("ke", "y-", hex(32)),
  "twilio-key": of("S", "K", hex(32)),
  "linear-key": of("lin", "_api_", mixed(40)),
  "notion-token": of("nt", "n_", "12345678901", mixed(35)),
  "figma-token": of("fig", "d_", mixed(40)),
  "shopify-token": of("shp", "at_", hex(32)),
  "stripe-key": of("sk_", "live_", mixed(24)),
  "grafana-service-token": of("gl", "sa_", mixed(32), "_", hex(8)),
  "vault-token": of("hv", "s.", mixed(90)),
  "databricks-token": of("da", "pi", hex(32)),
  "onepassword-token": of("op", "s_eyJ", mixed(250)),
  "telegram-bot-token": of(":A", "A", mixed(33)),
  jwt: JWT,
  "private-key": PEM,
  "mailchimp-key": of(hex(32), "-us", "12"),
  "azure-client-secret": of("abc", "8Q", "~", mixed(34)),
};

function seen(text: string): string[] {
  return secrets.detect(text, "prompt").map((span) => `${span.rule} ${text.slice(span.start, span.end)}`);
}

test("a key of every maker is found with its exact ends, wherever it stands", () => {
  for (const [rule, fake] of Object.entries(FAKES)) {
    const expected = [`${rule} ${fake}`];
    assert.deepEqual(seen(fake), expected, `${rule} alone`);
    assert.deepEqual(seen(`why does ${fake} fail?`), expected, `${rule} in a sentence`);
    assert.deepEqual(seen(`first line\n${fake}`), expected, `${rule} at the end`);
    assert.deepEqual(seen(`\`\`\`\n${fake}\n\`\`\``), expected, `${rule} in a code block`);
    assert.deepEqual(seen(`{"a": "${fake}"}`), expected, `${rule} in JSON`);
    assert.deepEqual(seen(`\0${fake}\0\ud800`), expected, `${rule} beside what is no text`);
    if (rule === "telegram-bot-token" || rule === "terraform-token" || rule === "private-key") continue;
    assert.deepEqual(seen(`{\\"a\\":\\"line\\n${fake}\\"}`), expected, `${rule} in escaped JSON`);
    assert.deepEqual(seen(`https://x.example/?q=%3D${fake}`), expected, `${rule} in a URL`);
  }
});

test("a key glued to a word, too short or filled with placeholders is none", () => {
  for (const text of [
    `x${FAKES["github-token"]}`,
    of("AKIA", "IOSFODNN7EXAMPL"),
    of("AKIA", "IOSFODNN7EXAMPLE1"),
    of("AKIA", "XXXXXXXXXXXXXXXX"),
    of("gh", "p_", "x".repeat(36)),
    of("sk-", "..."),
    of("sk-", "your-api-key-goes-here-1234"),
    of("sk-", "fading-circle-animation-dot12"),
    of("sk_", "live_", "xxxxxxxxxxxxxxxxxxxxxxxx"),
    of("xo", "xb-", "your-bot-token-here-please"),
    of("da", "pi", "1234"),
    "task-2024-01-11-a-long-name-with-digits-9999",
    "api_key = YOUR_API_KEY",
    "api_key = 'xxxxxxxxxxxxxxxxxxxx'",
    "token: <token>",
    'password: "${DB_PASSWORD}"',
    "password = os.environ['DB_PASSWORD1']",
    "password = config.database.password2",
    "password == hunter22",
    "password = base64.b64encode(raw)",
    "private_key: ed25519.Ed25519PrivateKey",
    "pwd: /home/user1/projects",
    "docker run -u 1000:1000 image",
    "curl -u admin:$PASSWORD1 https://x.example",
    "const token = getToken(request1234567)",
    "max_tokens: 4096, tokenizer: cl100k_base_v2_extra_long",
    "next_page_token=CAEQAA1234567890abcdEFGH",
    "password_hash = a1b2c3d4e5f6",
    "secret_name: my-app/production/db-2024-credentials",
    "postgres://user:password@localhost/db",
    "https://${user}:${pass1234}@api.example.com",
    "mysql://mysql:mysql@localhost/db",
    "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
    of("-----BEGIN ", "PUBLIC KEY-----\n", PEM_BODY, "\n-----END PUBLIC KEY-----"),
    "eyJub3RoaW5nIjoxfQ",
    "Authorization: Bearer <token>",
    "basic information and bearer of news",
  ]) {
    assert.deepEqual(seen(text), [], text);
  }
});

test("both halves of an AWS key are found", () => {
  const id = FAKES["aws-access-key"] as string;
  const half = of("wJalrXUtnFEMI/", "K7MDENG/", "bPxRfiCYEXAMPLEKEY");
  assert.deepEqual(seen(`${id} / ${half}`), [`aws-access-key ${id}`, `aws-secret-key ${half}`]);
  assert.deepEqual(seen(`aws_secret_access_key=${half}`), [`aws-secret-named ${half}`]);
});

test("a GitHub token whose checksum is right is certain, another one still counts", () => {
  const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  const body = mixed(30);
  let rest = crc32(body);
  let sum = "";
  for (let i = 0; i < 6; i++) {
    sum = (letters[rest % 62] as string) + sum;
    rest = Math.floor(rest / 62);
  }
  assert.equal(secrets.detect(of("gh", "p_", body, sum), "prompt")[0]?.confidence, 100);
  assert.equal(secrets.detect(of("gh", "p_", body, "000000"), "prompt")[0]?.confidence, 90);
});

test("passwords and keys are found where they are assigned", () => {
  const pw = of("Tr0ub", "4dor&3");
  for (const [text, found] of [
    [`password=${pw}`, pw],
    [`  password: "${pw}"`, pw],
    [`{"db_password":"${pw}","user":"x"}`, pw],
    [`{\\"password\\":\\"${pw}\\"}`, pw],
    [`export PGPASSWORD='${pw}'`, pw],
    [`Server=db;Uid=app;Pwd=${pw};Timeout=5`, pw],
    [`my password is ${pw}. Why?`, pw],
    [`Passwort: ${pw}! Danke.`, `${pw}!`],
    [`the password is ${pw}.`, pw],
    [`curl -u admin:${pw} https://x.example`, pw],
    [`mysql --password=${pw} --host=x`, pw],
    [`login?password=${of("hunt", "er2022")}&next=home`, of("hunt", "er2022")],
    [`postgres://app:${pw}@db.internal:5432/x`, pw],
    [`mongodb+srv://app:${of("p@ss", "w0rd1")}@c.example`, of("p@ss", "w0rd1")],
    [`API_KEY=${mixed(24)}`, mixed(24)],
    [`client_secret: '${mixed(32)}'`, mixed(32)],
    [`X-Auth-Token: ${hex(32)}`, hex(32)],
    [`Authorization: Bearer ${mixed(40)}`, mixed(40)],
    [
      `Authorization: Basic ${Buffer.from(`admin:${pw}`).toString("base64")}`,
      Buffer.from(`admin:${pw}`).toString("base64"),
    ],
    [`https://x.blob.example/c?sv=2024&sig=${mixed(43)}%3D&se=1`, `${mixed(43)}%3D`],
  ] as const) {
    assert.deepEqual(
      secrets.detect(text, "prompt").map((span) => text.slice(span.start, span.end)),
      [found],
      text,
    );
  }
});

test("a private key without an end, and one with escaped line ends, is covered whole", () => {
  const open = PEM.slice(0, PEM.indexOf("\n-----END"));
  assert.deepEqual(seen(`${open}: and so on`), [`private-key ${open}`]);
  const escaped = PEM.replaceAll("\n", "\\n");
  assert.deepEqual(seen(`{"private_key": "${escaped}"}`), [`private-key ${escaped}`]);
});

test("several keys in one text are all found, whatever stands between them", () => {
  const key = FAKES["github-token"] as string;
  for (const between of [" ", "\n", ",", "\\n", "'\"", "; "]) {
    assert.equal(seen(Array.from({ length: 50 }, () => key).join(between)).length, 50, JSON.stringify(between));
  }
});

test("every rule has a name of its own and sensible bounds", () => {
  assert.equal(new Set(TOKEN_RULES.map((rule) => rule.rule)).size, TOKEN_RULES.length);
  for (const { rule, forms } of TOKEN_RULES) {
    for (const { min, max } of forms) assert.ok(min >= 10 && max >= min && max <= 4_096, rule);
  }
  const kinds = new Set([...TOKEN_RULES, ...NAMED_RULES].map(({ rule }) => rule));
  assert.equal(kinds.size, TOKEN_RULES.length + NAMED_RULES.length);
  assert.ok(kinds.size >= 400, `${kinds.size} kinds`);
});

test("keys in the files and commands of tools are found", () => {
  const pw = of("Tr0ub", "4dor&3");
  const packed = Buffer.from(PEM).toString("base64");
  const pair = Buffer.from(`deploy:${of("s3cr", "etPw9")}`).toString("base64");
  for (const [text, found] of [
    [`machine api.example.com login bob password ${pw}`, pw],
    [`//registry.npmjs.org/:_authToken=${mixed(36)}`, mixed(36)],
    [`{"auths":{"https://index.docker.io/v1/":{"auth":"${pair}"}}}`, pair],
    [`[pypi]\nusername = bob\npassword = ${pw}`, pw],
    [`    client-key-data: ${packed}`, packed],
    [`sshpass -p '${pw}' ssh host`, pw],
    [`CREATE USER app IDENTIFIED BY '${pw}';`, pw],
    [`requirepass ${pw}`, pw],
    [`<password>${pw}</password>`, pw],
    [`define('DB_PASSWORD', '${pw}');`, pw],
    [`Authorization: ${hex(40)}`, hex(40)],
    [`if (password == "${pw}") {`, pw],
    [`apiVersion: v1\nkind: Secret\nmetadata:\n  name: x\ndata:\n  extra: ${pair}\n`, pair],
    [`adafruit key: ${hex(32)}`, hex(32)],
  ] as const) {
    assert.deepEqual(
      secrets.detect(text, "prompt").map((span) => text.slice(span.start, span.end)),
      [found],
      text,
    );
  }
});
