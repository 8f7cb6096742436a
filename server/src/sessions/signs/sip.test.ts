import { equal, notEqual } from "node:assert/strict";
import { test } from "node:test";
import { seededRandom } from "../../kernel/index.ts";
import { makeTerm } from "./sip.ts";

test("what is kept of a text are keyed hashes; without the installation's key they cannot be looked up", () => {
  const random = seededRandom(3);
  const key = random.bytes(8);
  const [own, again, other] = [makeTerm(key), makeTerm(Uint8Array.from(key)), makeTerm(random.bytes(8))];
  let same = 0;
  for (let word = 0; word < 10_000; word++) {
    const term = own(word);
    equal(term, again(word));
    notEqual(term, word);
    if (term === other(word)) same += 1;
  }
  // Two keys agree on no more words than chance would have them.
  equal(same <= 1, true);
  equal(new Set(Array.from({ length: 10_000 }, (_, word) => own(word))).size > 9_990, true);
});
