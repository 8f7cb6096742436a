import { readFileSync, readdirSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { type Result, ok, refused } from "../kernel/index.ts";
import { type CutPolicy, cutPolicies } from "./cedar.ts";
import { type Policy, policy as policySchema } from "./objects.ts";
import { type Place, type Problems, collectProblems } from "./problems.ts";
import type { Problem } from "./types.ts";
import { quoted } from "./words.ts";

const MAX_POLICY_BYTES = 65_536;
const MAX_POLICIES = 10_000;
const MAX_TOTAL_BYTES = 16 * 1_048_576;

export interface PlacedPolicy {
  policy: Policy;
  at: Place;
}

/** The policies of a directory or of one *.cedar file, without a lumos.yaml around them. */
export function loadPolicies(path: string): Result<Policy[], Problem[]> {
  const problems = collectProblems();
  const whole: Place = { file: path, line: 0, column: 0 };
  const placed = path.endsWith(".cedar") ? readOne(path, whole, problems) : readPolicies(path, whole, problems);
  return problems.count > 0 ? refused(problems.list()) : ok(placed.map(({ policy }) => policy));
}

function readOne(path: string, whole: Place, problems: Problems): PlacedPolicy[] {
  const text = readText(path, MAX_TOTAL_BYTES);
  if (typeof text !== "string") {
    problems.add(whole, "policies", text.message);
    return [];
  }
  const cut = cutPolicies(text);
  for (const fault of cut.faults)
    problems.add({ file: path, line: fault.line, column: fault.column }, "policies", fault.message);
  const firsts = new Map<string, Place>();
  return cut.policies.flatMap((one) => placePolicy(one, path, basename(path), firsts, problems) ?? []);
}

/** Reads a directory of *.cedar files, in the order of their names, as single policies. */
export function readPolicies(directory: string, at: Place, problems: Problems): PlacedPolicy[] {
  let names: string[];
  try {
    names = readdirSync(directory, { withFileTypes: true })
      .filter((entry) => !entry.isDirectory() && entry.name.endsWith(".cedar"))
      .map((entry) => entry.name)
      .sort();
  } catch {
    problems.add(at, "policies", `there is no directory ${quoted(directory)} that can be read`);
    return [];
  }
  const found: PlacedPolicy[] = [];
  const firsts = new Map<string, Place>();
  let total = 0;
  for (const name of names) {
    const file = resolve(join(directory, name));
    const whole: Place = { file, line: 0, column: 0 };
    if (!/^[A-Za-z0-9._-]{1,128}$/.test(name)) {
      problems.add(whole, "policies", "the name of a policy file has 1 to 128 letters, digits or . _ -");
      continue;
    }
    const text = readText(file, MAX_TOTAL_BYTES - total);
    if (typeof text !== "string") {
      problems.add(whole, "policies", text.message);
      if (text.stop) return found;
      continue;
    }
    total += Buffer.byteLength(text);
    const cut = cutPolicies(text);
    for (const fault of cut.faults)
      problems.add({ file, line: fault.line, column: fault.column }, "policies", fault.message);
    for (const one of cut.policies) {
      if (found.length >= MAX_POLICIES) {
        problems.add(
          { file, line: one.line, column: one.column },
          "policies",
          `there are more than ${MAX_POLICIES} policies`,
        );
        return found;
      }
      const placed = placePolicy(one, file, name, firsts, problems);
      if (placed !== undefined) found.push(placed);
    }
  }
  return found;
}

function placePolicy(
  cut: CutPolicy,
  file: string,
  name: string,
  firsts: Map<string, Place>,
  problems: Problems,
): PlacedPolicy | undefined {
  const at: Place = { file, line: cut.line, column: cut.column };
  if (cut.id === undefined) {
    problems.add(at, "policies", "a policy needs an id", 'write @id("...") in front of it');
    return undefined;
  }
  if (Buffer.byteLength(cut.text) > MAX_POLICY_BYTES) {
    problems.add(at, "policies", `the policy ${quoted(cut.id)} is longer than ${MAX_POLICY_BYTES} bytes`);
    return undefined;
  }
  const first = firsts.get(cut.id);
  if (first !== undefined) {
    problems.add(at, "policies", `the id ${quoted(cut.id)} is used twice; first in ${first.file}:${first.line}`);
    return undefined;
  }
  firsts.set(cut.id, at);
  const policy = { id: cut.id, text: cut.text, file: name };
  if (!policySchema.safeParse(policy).success) {
    problems.add(
      at,
      "policies",
      `${quoted(cut.id)} is not a policy's id: 1 to 128 letters, digits or . _ -, a letter or digit first`,
    );
    return undefined;
  }
  return { policy, at };
}

function readText(file: string, room: number): string | { message: string; stop: boolean } {
  try {
    const stat = statSync(file);
    if (!stat.isFile()) return { message: "this is not a file", stop: false };
    if (stat.size > room) return { message: `the policies have more than ${MAX_TOTAL_BYTES} bytes in all`, stop: true };
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    if (error instanceof TypeError) return { message: "the file is not UTF-8 text", stop: false };
    return { message: "the file cannot be read", stop: false };
  }
}
