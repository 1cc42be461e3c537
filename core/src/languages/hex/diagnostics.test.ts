import { describe, expect, it } from "vitest";
import { fixture, marked } from "../../testing/fixture";
import { hex0Document } from "../../testing/hex0";
import { hex0Diagnostics } from "./diagnostics";

/** A fixture whose ranges are the findings', in order, and each one's `code: message`. */
function check(source: string, ...expected: readonly string[]): void {
  const { text } = fixture(source);
  const found = [...hex0Diagnostics(hex0Document(text))].sort((a, b) => a.range.start - b.range.start);
  expect(found.map(({ code, message }) => `${code}: ${message}`)).toEqual(expected);
  expect(
    marked(
      text,
      found.map(({ range }) => range),
    ),
  ).toBe(source);
}

describe("what is right, if unusual, is left alone", () => {
  it.each([
    "",
    "\n",
    "# only a comment\n",
    "41",
    "41 42",
    "41454C\r\n46\r\n",
    "41 ; # ; x\r\n",
    "\t 4142\t\n",
    "41 # é 漢 😀 \u0000 \u001b[31m\n",
    "41 # progress\r\r\n",
    "41 # old\r  # comments\r; only\n",
    "414243444546474849".repeat(5000),
    "E8FEFB # `E8 %x`\n",
  ])("%j", (source) => check(source));
});

describe("half a byte at the end", () => {
  const finding = (digit: string) =>
    `hex0/odd-nibble: The number of digits is odd: hex0 drops this last \`${digit}\`.`;

  it.each<[source: string, digit: string]>([
    ["⟦4⟧", "4"],
    ["41 ⟦f⟧\n", "f"],
    ["41 ⟦A⟧ # 4\n; 5\n", "A"],
    ["# 1\n⟦4⟧\n\n", "4"],
  ])("%j", (source, digit) => check(source, finding(digit)));
});

describe("text outside comments", () => {
  it.each<[source: string, ...expected: string[]]>([
    [
      "41 ⟦load⟧ 42\n",
      "hex0/stray-text: `load` is outside a comment; hex0 takes A and D of it as digits and drops the rest.",
    ],
    [
      "41 ⟦:ab⟧ 42\n",
      "hex0/stray-text: `:ab` is outside a comment; hex0 takes A and B of it as digits and drops the rest.",
    ],
    ["41\n⟦héx⟧ # x\n", "hex0/stray-character: `héx` is outside a comment; hex0 drops it."],
    ["41 ⟦漢😀⟧ 42\n", "hex0/stray-character: `漢😀` is outside a comment; hex0 drops it."],
    [
      "41 ⟦%⟧ ⟦~⟧\n",
      "hex0/stray-character: `%` is outside a comment; hex0 drops it.",
      "hex0/stray-character: `~` is outside a comment; hex0 drops it.",
    ],
    [
      "⟦0x7F⟧ 1\n",
      "hex0/stray-text: `0x7F` is outside a comment; hex0 takes 0, 7 and F of it as digits and drops the rest.",
    ],
    ["⟦\u{FEFF}⟧7F45\n", "hex0/stray-character: A byte order mark; hex0 drops it."],
    [
      `⟦${"feedbeefz".repeat(9)}⟧`,
      `hex0/stray-text: \`${"feedbeefz".repeat(4)}feed…\` is outside a comment; hex0 takes F, E, E, D, B, E, E, F, … of it as digits and drops the rest.`,
    ],
  ])("%j", (source, ...expected) => check(source, ...expected));

  it.each([
    ["4⟦G⟧ 1", "4G"],
    ["41 ⟦g⟧ 42", "g"],
  ])("%j: a digit to some", (source, word) =>
    check(source, `hex0/digit-g: \`${word}\`: G is no hex digit, but the x86 and AMD64 seeds take it as 16.`),
  );
});

describe("bytes whose digits are apart", () => {
  const split = (where: string, value: string) =>
    `hex0/split-byte: This digit and the next one, ${where}, make one byte: ${value}.`;

  it.each<[source: string, ...expected: string[]]>([
    ["⟦4⟧ 1\n", split("further on in this line", "41")],
    ["⟦4⟧\n1\n", split("on the next line", "41")],
    ["4142 43⟦4⟧ # x\n; 5\n\t6\n", split("2 lines below", "46")],
    // One digit too few shifts all that follows, and that is one finding.
    ["7F ⟦4⟧ 4C46 01 01\n01 0 00\n", split("further on in this line", "44")],
    ["⟦4⟧ 1 42 ⟦4⟧ 3 44\n", split("further on in this line", "41"), split("further on in this line", "43")],
    ["⟦1⟧ 2 ⟦3⟧ 4", split("further on in this line", "12"), split("further on in this line", "34")],
  ])("%j", (source, ...expected) => check(source, ...expected));

  it("name the second digit", () => {
    const { text, ranges } = fixture("4 # x\n⟦1⟧");
    const [found] = hex0Diagnostics(hex0Document(text));
    expect(found?.related).toEqual([{ range: ranges[0], message: "the byte's second digit" }]);
  });
});

describe("comments", () => {
  const cr =
    "hex0/carriage-return: A carriage return inside a comment: the riscv seeds and the C prototype go on reading digits behind it.";

  it.each<[source: string, ...expected: string[]]>([
    ["41\n⟦# x⟧", "hex0/comment-at-end: The file ends inside a comment."],
    ["41 ⟦; é⟧", "hex0/comment-at-end: The file ends inside a comment."],
    ["41 # x⟦\r⟧42\n", cr],
    ["41 # x\r # y⟦\r⟧ 42\n", cr],
    ["41 # x⟦\r⟧ 42\n43 # x⟦\r⟧44 \r45\n", cr, cr],
  ])("%j", (source, ...expected) => check(source, ...expected));
});

describe("many findings", () => {
  it.each([
    ["words", "é ", "hex0/stray-character"],
    ["halves", "4 1 42 ", "hex0/split-byte"],
    ["carriage returns", "#\r41\n", "hex0/carriage-return"],
  ])("of %s are a hundred at most", (_, piece, code) => {
    const found = hex0Diagnostics(hex0Document(piece.repeat(5000)));
    expect(found.filter((one) => one.code === code)).toHaveLength(100);
  });
});
