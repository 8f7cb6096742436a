import assert from "node:assert/strict";
import { test } from "node:test";
import { makePersonal } from "./personal.ts";

const personal = makePersonal();

function seen(text: string): string[] {
  return personal.detect(text, "prompt").map((span) => `${span.kind} ${text.slice(span.start, span.end)}`);
}

test("e-mail addresses are found with their exact ends", () => {
  for (const [text, address] of [
    ["write to ana.b+news@firm.example.", "ana.b+news@firm.example"],
    ["<o'neil@sub.firm-x.co.uk>", "o'neil@sub.firm-x.co.uk"],
    ['{"to":"x_1@y.io"}', "x_1@y.io"],
    ["mailto:team@firm.example?subject=x", "team@firm.example"],
    ['{\\"note\\":\\"line\\nbob@firm.example\\"}', "bob@firm.example"],
    ["'bob@firm.example'", "bob@firm.example"],
    ["jürgen@firm.example", "jürgen@firm.example"],
    ["a@b.cc", "a@b.cc"],
  ] as const) {
    assert.deepEqual(seen(text), [`email ${address}`], text);
  }
});

test("what only looks like an e-mail address is left alone", () => {
  for (const text of [
    "@types/node",
    "react@18.2.0",
    "@app.route('/')",
    "git@github.com:org/repo.git",
    "logo@2x.png",
    "https://bob@host.example/path",
    "postgres://bob:pw@host.example/db",
    "foo@bar",
    "a @ b.com",
    ".@x.com",
    `${"a".repeat(70)}@x.com`,
    "user@machine",
  ]) {
    assert.deepEqual(seen(text), [], text);
  }
});

test("payment cards are found alone, in groups and beside other numbers", () => {
  for (const [text, card] of [
    ["card 4111111111111111.", "4111111111111111"],
    ["4242 4242 4242 4242 12/27 123", "4242 4242 4242 4242"],
    ["5555-5555-5555-4444", "5555-5555-5555-4444"],
    ["Amex 3782 822463 10005", "3782 822463 10005"],
    ["3782-8224-6310-005", "3782-8224-6310-005"],
    ['{"pan":"6011111111111117"}', "6011111111111117"],
    ["jcb 3530111333300000", "3530111333300000"],
    ["new 2223003122003222", "2223003122003222"],
    ["line\\n4111111111111111", "4111111111111111"],
  ] as const) {
    assert.deepEqual(seen(text), [`card ${card}`], text);
  }
});

test("numbers that are no card are left alone", () => {
  for (const text of [
    "4111111111111112",
    "4111 1111 1111 1112",
    "41111111111111111",
    "a4111111111111111",
    "4111111111111111f",
    "0.4111111111111111",
    "4111111111111111.25",
    "4111 1111-1111 1111",
    "0000 0000 0000 0000",
    "1700000000000000",
    "id_4111111111111111",
  ]) {
    assert.deepEqual(seen(text), [], text);
  }
});

test("account numbers are found with spaces, dashes and in either case", () => {
  for (const iban of [
    "DE89370400440532013000",
    "DE89 3704 0044 0532 0130 00",
    "GB82 WEST 1234 5698 7654 32",
    "gb82west12345698765432",
    "NO9386011117947",
    "FR14-2004-1010-0505-0001-3M02-606",
    "MT84MALT011000012345MTLCAST001S",
  ]) {
    assert.deepEqual(seen(`to ${iban}, please`), [`iban ${iban}`], iban);
  }
});

test("account numbers with a wrong sum, country or length are left alone", () => {
  for (const text of [
    "DE88370400440532013000",
    "DE00 0000 0000 0000 0000 00",
    "ZZ89370400440532013000",
    "DE8937040044053201300",
    "DE893704004405320130001",
    "XDE89370400440532013000",
  ]) {
    assert.deepEqual(seen(text), [], text);
  }
});

test("phone numbers are found as people write them", () => {
  for (const [text, phone] of [
    ["+49 30 22047594", "+49 30 22047594"],
    ["+33 1 42 78 06 29", "+33 1 42 78 06 29"],
    ["+1 (415) 555-0186", "+1 (415) 555-0186"],
    ["+447700900123", "+447700900123"],
    ["0044 20 7946 0234", "0044 20 7946 0234"],
    ["(512) 555-6985", "(512) 555-6985"],
    ["512-555-6985", "512-555-6985"],
    ["1-800-555-0199", "1-800-555-0199"],
    ["0171 2678416", "0171 2678416"],
    ["030/2359825", "030/2359825"],
    ["01 42 78 06 29", "01 42 78 06 29"],
    ["020 7946 0234", "020 7946 0234"],
    ["phone: 5125556985", "5125556985"],
    ["Tel. 22047594", "22047594"],
    ["手机：13812345678", "13812345678"],
  ] as const) {
    assert.deepEqual(seen(text), [`phone ${phone}`], text);
  }
});

test("numbers in a row are told apart", () => {
  for (const [text, expected] of [
    ["(512) 555-6985 (512) 555-6986", ["phone (512) 555-6985", "phone (512) 555-6986"]],
    ["512-555-6985 512-555-6986", ["phone 512-555-6985", "phone 512-555-6986"]],
    ["+49 30 22047594 +33 1 42 78 06 29", ["phone +49 30 22047594", "phone +33 1 42 78 06 29"]],
    ["0171 2678416 4111 1111 1111 1111 12/27", ["phone 0171 2678416", "card 4111 1111 1111 1111"]],
    ["4111111111111111 5555555555554444", ["card 4111111111111111", "card 5555555555554444"]],
    ["DE89370400440532013000 0171 2678416", ["iban DE89370400440532013000", "phone 0171 2678416"]],
  ] as const) {
    assert.deepEqual(seen(text), expected, text);
  }
});

test("numbers in code, dates, hashes and versions are no phone", () => {
  for (const text of [
    "uuid 550e8400-e29b-41d4-a716-446655440000",
    "sha 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "1700000000000",
    "2026-03-14 09:21:07",
    "02.03.2002 12",
    "10.15.7",
    "127.0.0.1 and 0.0.0.0",
    "version 10.0.0.1",
    "call the string with 999.999.999.999",
    "order 84512-77 of 100000",
    "ISBN 978-3-16-148410-0",
    "Boston, MA 02111-1307",
    "<Buffer 01 02 03 04 05>",
    "3.14159265358979",
    "x = 0x1234567890",
    "+999 123 456 789",
    "v1.2.3.4567",
    "const string = '12345678'",
    "52.520008, 13.404954",
  ]) {
    assert.deepEqual(seen(text), [], text);
  }
});
