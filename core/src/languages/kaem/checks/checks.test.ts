import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kaemCodes } from "../../../diagnostics/catalogue/kaem";
import { SourceText } from "../../../text/sourceText";
import { check, find, type Row } from "./testChecks";

const full: readonly Row[] = [
  // Behind the reader's traps those of blocks.
  ["if match a b; then\n⟦if⟧ match c d; then\na\nfi\nb\nfi\n", ["nested-if"]],
  ["⟦if⟧ match a b; then\na\n", ["unterminated-if"]],
  ["⟦then⟧\n⟦else⟧\n⟦fi⟧\n", ["stray-keyword", "stray-keyword", "stray-keyword"]],
  [
    "if match a b; then ⟦echo yes⟧; else ⟦echo no⟧; fi\n",
    ["text-after-keyword", "text-after-keyword"],
    "if match a b; then\necho yes; else\necho no; fi\n",
  ],
  ["if a\nthen\n  fi ⟦b⟧\n", ["text-after-keyword"], "if a\nthen\n  fi\n  b\n"],
  ["if match a b; then\na\n⟦elif⟧ match a c; then\nfi\n", ["elif"]],
  ["⟦exec⟧\n", ["no-program"]],
  ["⟦if⟧; then\nfi\n", ["no-program"]],
  ["⟦cd⟧\n", ["no-folder"]],
  ["cd ..\n", []],
  // Builtins.
  ["  X=1 ⟦cmd a⟧\n", ["assignment-prefix"], "  X=1\n  cmd a\n"],
  ['⟦X="a b"c⟧\n', ["joined-string"]],
  ['X=1\nX=${Y}=z\nX="a b"\n', []],
  ["set ⟦-euo⟧ pipefail\n", ["set-option"]],
  ["set ⟦+x⟧\n", ["set-option"]],
  ["⟦set⟧\n", ["set-option"]],
  ["set -ex\nset -a\n", []],
  ["set -e ⟦-x⟧\ncd a ⟦b⟧\ncd a # b\n", ["ignored-words", "ignored-words"]],
  ["set ⟦-e -xa⟧\n".replace("⟦-e ", "-e ⟦"), ["ignored-words"], "set -exa\n"],
  ["echo ⟦-n⟧ a\necho -v -n\necho a -n\n", ["echo-option"]],
  ["X=1\nunset ⟦PATH⟧ X\n", ["unset-ignored"]],
  ["alias a=tcc ⟦-c b⟧\n", ["alias"], 'alias a="tcc -c b"\n'],
  ['alias ⟦a=⟧\nalias\nalias b\nalias c="d e"\n', ["alias"]],
  [
    'alias as="tcc -c"\nas x ⟦as⟧ "⟦"as"⟧\nexec as\n'.replace('"⟦"', '⟦"'),
    ["alias-argument", "alias-argument"],
  ],
  ["PATH=/a⟦⟧:/b\n".replace("⟦⟧", ""), []],
  ["⟦PATH=:/a⟧\n⟦PATH=/a::/b⟧\nPATH=/a:\nPATH=${A}::\n", ["path-element", "path-element"]],
  // Words that end early.
  ["a ⟦b#⟧ c\n", ["glued-comment"], "a b # c\n"],
  ['a b;# c\na "b"# c\na \\#b "c#d"# e#f\n#!x\n', []],
  ['a "b⟦\\\n⟧c"\n', ["continued-string"], 'a "bc"\n'],
  ['a "b\\\\" \\\n  "c"\n', []],
  ['a ⟦" "⟧ b\nX=" "\na "  "\n', ["dropped-blank"]],
  ["a ⟦${A:-${B}⟧}\n", ["nested-variable"]],
  // Calls and conditions.
  [
    "kaem ⟦a.kaem⟧\n/usr/bin/kaem --verbose ⟦b⟧\n",
    ["unknown-argument", "unknown-argument"],
    "kaem --file a.kaem\n/usr/bin/kaem --verbose --file b\n",
  ],
  ["kaem -f a.kaem ⟦-q⟧\nexec kaem ${A} --file b -- c\n./kaem-0 a\n", ["unknown-argument"]],
  ["kaem ⟦--non-strict⟧ -f a\nkaem ⟦--fuzz⟧ --warn\nkaem -- --fuzz\n", ["ignored-status", "ignored-status"]],
  ["if ⟦sha256sum⟧ -c a; then\nb\nfi\nif sha256sum -c a\nthen\nelse\nb\nfi\n", ["ignored-status"]],
  ["if sha256sum a; then\nfi\nif match a b; then\nfi\n", []],
  ["if a; ⟦b; c⟧; then\nd\nfi\n", ["condition"]],
  ["⟦export⟧ X=1\n", ["not-builtin"], "X=1\n"],
  ["⟦while⟧ a\n", ["not-builtin"]],
  ["⟦[⟧ a ]\nif ⟦!⟧ a\nthen\nfi\n⟦.⟧ a\n⟦f()⟧ {\n⟦}⟧\n", Array<string>(5).fill("not-builtin")],
  ["⟦exit⟧ 1\n", ["not-builtin"]],
  [
    "⟦bin/x⟧ a\nexec ⟦b/c⟧\nif ⟦d/e⟧; then\nfi\n",
    ["path-lookup", "path-lookup", "path-lookup"],
    "./bin/x a\nexec ./b/c\nif ./d/e; then\nfi\n",
  ],
  ["./bin/x a\n/bin/y\n${A}/z\n../q\n", []],
  // Variables.
  ["a ⟦$x⟧ b\n", ["dollar"], "a ${x} b\n"],
  ['a "x⟦$(b c)"⟧\n', ["dollar"]],
  ["a \\⟦$x⟧\n", ["dollar"], "a \\${x}\n"],
  ["a ⟦$@⟧ ⟦x$@⟧\n", ["all-arguments", "all-arguments"]],
  ["a ⟦${x⟧ b\n", ["unterminated-variable"]],
  ["a ⟦${A}${B:-c}⟧\n", ["misread-default"]],
  ["a ${B:-c}${A} ${C:-}\n", []],
  // Words.
  ["a ⟦|⟧ b\n", ["literal"]],
  ["a ⟦&&⟧ b\n", ["literal"]],
  ["a ⟦>⟧ b\necho b ⟦>>c⟧\na ⟦2>&1⟧\n", ["literal", "literal", "literal"]],
  ["a ⟦'b⟧ c'\n", ["literal"]],
  ["a ⟦*.c⟧ ⟦~/x⟧ ⟦{b,c}⟧ ⟦`d`⟧\n", ["literal", "literal", "literal", "literal"]],
  ['a "*.c" "b > c" \\"*\\" don\'t\necho ** ~ a*\n', []],
  ['⟦"a""b"⟧ c\n', ["joined-string"]],
  ['a "b"\\\n  c\na "b";c\na "b"# d\n', []],
  ['⟦a "b"⟧ # c\n⟦a "b"⟧  \n', ["skipped-command", "skipped-command"], 'a "b"# c\na "b"\n'],
  ['a ⟦""⟧ b\n', ["empty-string"]],
  [`a ⟦${"x".repeat(4096)}⟧ b\n`, ["long-word"]],
  [`a ${"x".repeat(4095)}\n`, []],
  [`⟦a${" b".repeat(511)}⟧\n`, ["many-words"]],
  [`a${" b".repeat(510)}\n`, []],
  // The reader.
  ["a\n⟦b c⟧", ["no-final-newline"], "a\nb c\n"],
  ["a ⟦# b⟧", ["unterminated-comment"], "a # b\n"],
  ['a\nb ⟦"⟧c\n', ["unterminated-string"]],
  ["a⟦\r⟧\nb\r\n", ["carriage-return"], "a\nb\n"],
  ["⟦\u{feff}⟧a\n", ["byte-order-mark"], "a\n"],
  ["⟦a b⟧  # c\n", ["skipped-command"], "a b # c\n"],
  ["a ⟦\\\nb⟧ c\n", ["lost-text"], "a \\\n  b c\n"],
  ["a⟦\\\nb⟧ c\n".replace("a⟦", "⟦a"), ["lost-text"], "a\\\n  b c\n"],
  ["a\n⟦\\\n\n⟧b\n", ["empty-command"]],
  [
    '#!/bin/sh\n\nset -ex\n\nif match x${A} xTrue; then\n    a -o ${b}.c \\\n        /d\nelse\n    a -D E=\\"f\\"\nfi\n',
    [],
  ],
];

const minimal: readonly Row[] = [
  ["./a ⟦${b}⟧\n", ["dialect"]],
  ["./a b⟦;⟧ c\n".replace("b⟦;⟧", "⟦b;⟧"), ["dialect"]],
  ["⟦cd⟧ a\n⟦X=1⟧\n", ["dialect", "dialect"]],
  ["⟦a⟧ b\n", ["no-path"], "./a b\n"],
  [`⟦./a${" b".repeat(255)}⟧\n`, ["many-words"]],
  ["./a b⟦\\n⟧c ⟦\\d⟧\n./a # \\d\n", ["dialect", "dialect"]],
  ["./a ⟦b#⟧c\n./a b;\n".replace("b;", "⟦b;⟧"), ["glued-comment", "dialect"]],
  ['./a "b"⟦⟧c\n'.replace('"b"⟦⟧', '"b" '), []],
  ["./a b  \n# x\n./a \\\n  b\n/c $d\n", []],
];

describe("full kaem", () => {
  it.each(full.map((row) => [row[0].slice(0, 60), row] as const))("%j", (_, row) =>
    check("/t/pass1.kaem", row),
  );
});

describe("the hand-written kaem", () => {
  it.each(minimal.map((row) => [row[0].slice(0, 60), row] as const))("%j", (_, row) =>
    check("/t/kaem.x86", row),
  );
});

it("knows that the hand-written kaem of RISC-V has no strings", async () => {
  const row: Row = ['./a ⟦"b c"⟧ d\n/e ⟦"f"⟧\n', ["dialect", "dialect"]];
  await check("/t/riscv64/mescc-tools-mini-kaem.kaem", row);
  await check("/t/kaem.riscv32", row);
  await check("/t/x86/mescc-tools-mini-kaem.kaem", ['./a "b c"\n', []]);
});

it("finds the end byte, and reads on in full kaem", async () => {
  const text = new SourceText(Uint8Array.from([0x23, 0xfc, 0x0a, 0x2f, 0x61, 0x0a]));
  const range = { start: 1, end: 2 };
  expect(await find(text, "/t/kaem.x86")).toMatchObject([
    { code: "kaem/end-byte", severity: "error", range },
  ]);
  expect(await find(text, "/t/pass1.kaem")).toMatchObject([{ severity: "warning", range }]);
});

it("finds every code that needs no tree somewhere here", () => {
  const found = new Set([...full, ...minimal].flatMap(([, codes]) => codes.map((code) => `kaem/${code}`)));
  const elsewhere = [
    "end-byte",
    "empty-argument",
    "undefined-variable",
    "unknown-program",
    "missing-file",
    "missing-folder",
    "unverified",
    "no-splitting",
    "other-shell",
    "default-of-empty",
    "unknown-architecture",
    "byte-order",
    "base-address",
  ].map((code) => `kaem/${code}`);
  expect([...found, ...elsewhere].sort()).toEqual(Object.keys(kaemCodes).sort());
});

it("never throws, and its ranges lie in the text", async () => {
  const piece = fc.constantFrom(
    ..."if then else fi elif cd set export exec unset X=1 \" ' \\ \\\n ; # ${ } :- $ $@ | > * ~ \n / a b".split(
      " ",
    ),
    " ",
    "\n",
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(piece, fc.string()), { maxLength: 40 }), async (parts) => {
      const text = SourceText.fromString(parts.join(""));
      for (const path of ["/kaem.x86", "/a.kaem"]) {
        for (const { range, fixes = [] } of await find(text, path)) {
          for (const each of [range, ...fixes.flatMap(({ edits }) => edits.map((edit) => edit.range))]) {
            expect(each.start).toBeGreaterThanOrEqual(0);
            expect(each.start).toBeLessThanOrEqual(each.end);
            expect(each.end).toBeLessThanOrEqual(text.length);
          }
        }
      }
    }),
    { numRuns: 500 },
  );
});
