import assert from "node:assert/strict";
import { test } from "node:test";
import { BASE64_REST, BASE64URL, DOT, isIn } from "../chars.ts";
import type { Form } from "./form.ts";
import { NAMED_RULES } from "./named.ts";
import { makeSecrets } from "./secrets.ts";
import { TOKEN_RULES } from "./tokens.ts";

const secrets = makeSecrets();

/** The same throws on every run. */
function makeDice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** The characters of a set, with letters and digits as often as they come. */
function alphabetOf(set: number): string {
  return Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i))
    .filter((letter) => isIn(set, letter.charCodeAt(0)))
    .filter((letter) => letter !== "=" && letter !== "%")
    .join("");
}

function drawBody(form: Form, dice: (below: number) => number): string {
  return form.steps
    .map(({ set, min, max, literal }) => {
      if (set === 0) return literal;
      const letters = alphabetOf(set);
      const count = Math.min(max, Math.max(min, 8));
      const drawn = Array.from({ length: count }, () => letters[dice(letters.length)]).join("");
      // A mark at the very end is no part of what a maker gives out.
      return drawn.replace(/[-_.+/]$/, "a").replace(/^[-_.+/]/, "7");
    })
    .join("");
}

const SYNTAX: ((name: string, value: string) => string)[] = [
  (name, value) => `${name} = "${value}"`,
  (name, value) => `${name}='${value}'`,
  (name, value) => `export ${name.toUpperCase()}=${value}`,
  (name, value) => `${name.toUpperCase()}="${value}" npm start`,
  (name, value) => `var ${name} string = "${value}"`,
  (name, value) => `${name} := \`${value}\``,
  (name, value) => `const ${name}: string = "${value}";`,
  (name, value) => `private static final String ${name.toUpperCase()} = "${value}";`,
  (name, value) => `{"${name}": "${value}"}`,
  (name, value) => `{"${name}":"${value}","next":1}`,
  (name, value) => `  ${name}: ${value}\n  other: 1`,
  (name, value) => `  ${name}: '${value}'`,
  (name, value) => `<${name}>${value}</${name}>`,
  (name, value) => `<add key="${name}" value="${value}" />`,
  (name, value) => `'${name}' => '${value}',`,
  (name, value) => `:${name} => "${value}"`,
  (name, value) => `$config['${name}'] = '${value}';`,
  (name, value) => `os.environ["${name}"] = "${value}"`,
  (name, value) => `define('${name}', '${value}');`,
  (name, value) => `setenv("${name}", "${value}");`,
  (name, value) => `#define ${name} "${value}"`,
  (name, value) => `ENV ${name} ${value}`,
  (name, value) => `tool --${name} ${value} run`,
  (name, value) => `${name} ?= "${value}"`,
  (name, value) => `let ${name}: &str = "${value}";`,
  (name, value) => `- name: ${name}\n  value: "${value}"`,
  (name, value) => `{\\"${name}\\": \\"${value}\\"}`,
  (name, value) => `X-${name}: ${value}`,
  (name, value) => `The ${name} is ${value}.`,
];

interface Sums {
  found: number;
  missed: string[];
}

function tell(text: string, wanted: string, sums: Sums): void {
  const seen = secrets.detect(text, "prompt").some(({ start, end }) => {
    const part = text.slice(start, end);
    return part.includes(wanted) || (part.length > 8 && wanted.includes(part));
  });
  if (seen) sums.found += 1;
  else sums.missed.push(text);
}

test("a drawn token of every kind is found in every syntax", () => {
  const dice = makeDice(7);
  const sums: Sums = { found: 0, missed: [] };
  for (const { rule, prefixes, forms } of TOKEN_RULES) {
    for (const prefix of prefixes) {
      for (const form of forms) {
        const token = prefix + drawBody(form, dice);
        for (const write of SYNTAX)
          tell(write(`${rule.replaceAll("-", "_")}`, token), token.slice(prefix.length), sums);
      }
    }
  }
  const all = sums.found + sums.missed.length;
  assert.ok(sums.found / all >= 0.99, `${sums.found} of ${all}: ${sample(sums.missed)}`);
});

test("a drawn key of every maker is found beside its name in every syntax", () => {
  const dice = makeDice(11);
  const sums: Sums = { found: 0, missed: [] };
  for (const { words, forms } of NAMED_RULES) {
    for (const word of words) {
      for (const form of forms) {
        // A few digits alone are no key that anything could tell.
        if (form.min < 12) continue;
        const key = drawBody(form, dice);
        for (const [i, write] of SYNTAX.entries()) {
          const name = word.replaceAll("-", "_") + ["_api_key", "_token", "_secret", "_access_token"][i % 4];
          tell(write(name, key), key, sums);
        }
      }
    }
  }
  const all = sums.found + sums.missed.length;
  assert.ok(sums.found / all >= 0.99, `${sums.found} of ${all}: ${sample(sums.missed)}`);
});

test("what only looks like a token is left alone in nearly all cases", () => {
  const dice = makeDice(13);
  const taken: string[] = [];
  let all = 0;
  const none = (text: string) => {
    all += 1;
    if (secrets.detect(text, "prompt").length > 0) taken.push(text);
  };
  for (const { prefixes, forms, marks } of TOKEN_RULES) {
    for (const prefix of prefixes) {
      const form = forms[0] as Form;
      none(`value ${prefix}${"x".repeat(form.min)} end`);
      none(`value ${prefix}${drawBody(form, dice).slice(0, 7)} end`);
      none(`value ${prefix}your-key-goes-here end`);
      none(`value ${prefix}\${SECRET_VALUE} end`);
      if (!marks.has("anywhere")) none(`value q${prefix}${drawBody(form, dice)} end`);
      none(`value ${prefix} ${"*".repeat(20)} end`);
    }
  }
  for (const { words } of NAMED_RULES) {
    for (const word of words) {
      for (const value of [
        `${word}_api_key_name_for_testing`,
        `\${${word.toUpperCase()}_API_KEY}`,
        `process.env.${word.toUpperCase()}_KEY`,
        `your_${word}_api_key_here`,
        "x".repeat(32),
        "00000000000000000000000000000000",
        "https://example.com/docs/path",
        "true",
        "{{ secret }}",
        "<redacted>",
      ]) {
        none(`${word}_api_key = "${value}"`);
        none(`${word.toUpperCase()}_TOKEN: ${value}`);
      }
    }
  }
  assert.ok(taken.length / all <= 0.003, `${taken.length} of ${all}: ${sample(taken)}`);
});

test("hashes, lock files, identifiers and references are no secrets", () => {
  for (const text of [
    '"integrity": "sha512-Ffh9oWbqnLkG3iLYnXTfBkVu1kGVyhZk1a4Ju3gQ8pZ4hBJkzQn3s5XG9o8W0o5L2v7zT6uY1rD3cB9mXq8bQw=="',
    "resolved https://registry.npmjs.org/left-pad/-/left-pad-1.3.0.tgz#5b8a3a7765dfe001261dde915589e782f8c94d1e",
    "commit 9f8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e2f1a0b",
    "github.com/stretchr/testify v1.8.4 h1:CcVxjf3Q8PM0mHUKJCdn+eZZtm5yQwehR5yeSVQQcUk=",
    "cache_key: v1-deps-3b5d5c3712955042212316173ccf37be",
    "cacheKey = '9f86d081884c7d659a2feaa0c55ad015'",
    "password: <%= ENV['DB_PASSWORD'] %>",
    "token: ${{ secrets.GITHUB_TOKEN }}",
    "api_key: !secret my_key",
    "secret_key = os.getenv('SECRET_KEY_12345')",
    "public_key = 'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA'",
    "primary_key: user_id_2024_x",
    "keyboard: qwerty1234567890abc",
    "background: url(data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4)",
    "color: #a1b2c3; key: value",
    "GITHUB_SHA: 9f8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e2f1a0b",
    "github_commit_id = 9f8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e2f1a0b",
    "user_id = 550e8400-e29b-41d4-a716-446655440000",
    "key_id: 3b5d5c3712955042212316173ccf37be",
    "password = getpass.getpass()",
    "password_confirmation: string",
    "tokenUrl: https://login.example.com/oauth2/v2.0/token",
    "secretName: my-cluster-secret-2024-prod",
    "api_version: 2023-10-01-preview-x64",
    "accessibility_label_for_button_123 = 'ok'",
    "ssh_key = ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQC7",
    "keyframes slide-in-from-left-1234 { }",
  ]) {
    assert.deepEqual(
      secrets.detect(text, "prompt").map(({ rule }) => rule),
      [],
      text,
    );
  }
});

test("the alphabet that values are drawn from is the set's own", () => {
  assert.match(alphabetOf(BASE64URL | DOT), /^[-.\w]+$/);
  assert.ok(!alphabetOf(BASE64_REST).includes("="));
});

function sample(texts: readonly string[]): string {
  const step = Math.max(1, Math.floor(texts.length / 40));
  return texts.filter((_, i) => i % step === 0).join("\n");
}
