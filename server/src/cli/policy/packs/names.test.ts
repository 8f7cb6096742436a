import assert from "node:assert/strict";
import { test } from "node:test";
import { fillPolicy, fillText, fillValue, nameProblem, namesIn } from "./names.ts";

const names = new Map<string, readonly string[]>([
  ["tier.safe", ["small", "medium"]],
  ["team.defenders", ["blue"]],
  ["provider.covered", ["own", "north"]],
]);

test("several names stand where a list has room for them, and sentences name them all", () => {
  assert.equal(
    fillPolicy('x in [Lumos::Tier::"$tier.safe"] && ["$provider.covered"].contains(y)', names),
    'x in [Lumos::Tier::"small", Lumos::Tier::"medium"] && ["own", "north"].contains(y)',
  );
  assert.equal(fillPolicy('@why("Only $tier.safe.")', names), '@why("Only small and medium.")');
  assert.equal(fillPolicy('Lumos::Group::"$team.defenders"', names), 'Lumos::Group::"blue"');
});

test("elsewhere the first name stands, through lists and objects", () => {
  assert.equal(fillText("team:$team.defenders in $tier.safe.", names), "team:blue in small.");
  assert.deepEqual(fillValue({ members: ["team:$team.defenders"], n: 1, o: null }, names), {
    members: ["team:blue"],
    n: 1,
    o: null,
  });
});

test("what is no name of a parameter stays as it is", () => {
  const text = "$HOME ${NAME} $5 $tier $shoe.size price$";
  assert.equal(fillText(text, names), text);
  assert.deepEqual(namesIn("$tier.safe, $tier.safe $team.defenders."), ["tier.safe", "team.defenders"]);
  assert.throws(() => fillText("$tier.unknown", names), /nothing stands for \$tier\.unknown/);
});

test("Guarantee: a name that is filled into a policy can only ever be a name", () => {
  const bad = [
    'a"b',
    "a\\b",
    "a b",
    "",
    '") };permit(principal,action,resource);//',
    "a\nb",
    "$tier.safe",
    "é",
    "x".repeat(129),
    "-a",
  ];
  for (const name of bad) {
    assert.notEqual(nameProblem("tier", name), undefined, name);
    assert.notEqual(nameProblem("owner", name), undefined, name);
    assert.notEqual(nameProblem("region", name), undefined, name);
  }
  for (const name of ["frontier", "you@localhost", "a.b-c_d+e"]) assert.equal(nameProblem("user", name), undefined);
  assert.equal(nameProblem("region", "EU"), undefined);
});
