import { describe, expect, it } from "vitest";
import { marked } from "../../../testing/fixture";
import { kaem } from "../index";
import { openInTree } from "../testTree";
import { check, type Row } from "./testChecks";

/** Where scripts lie that each shell reads. */
const paths = { full: "/t/pass1.kaem", minimal: "/t/kaem.x86", riscv: "/t/kaem.riscv64" } as const;

/**
 * Each trap of the kaem shells, as people know them, and what tells of it: a finding without its `kaem/`, or why no
 * script can show it.
 */
const traps: Readonly<Record<string, readonly [shell: keyof typeof paths, ...row: Row] | string>> = {
  // The dialects.
  "full kaem takes a script by --file only": ["full", "kaem ⟦x⟧\n", ["unknown-argument"], "kaem --file x\n"],
  "strings are raw in the seed, and end the token": [
    "minimal",
    '⟦./a "b"c⟧\n'.replace("⟦./a ", "./a ⟦"),
    ["joined-string"],
  ],
  "a byte order mark is part of the first word": ["full", "⟦\u{feff}⟧# a\n", ["byte-order-mark"], "# a\n"],
  "and in the seed": ["minimal", "⟦\u{feff}⟧./a\n", ["byte-order-mark"], "./a\n"],
  "no strings on RISC-V": ["riscv", './a ⟦"b"⟧\n', ["dialect"]],
  "single quotes do not quote": ["full", "a ⟦'b⟧ c'\n", ["literal"]],
  "no patterns": ["full", "a ⟦*.c⟧\n", ["literal"]],
  "no ~": ["full", "a ⟦~/b⟧\n", ["literal"]],
  "no pipes": ["full", "a ⟦|⟧ b\n", ["literal"]],
  "no redirections": ["full", "a ⟦>⟧ b\n", ["literal"]],
  "no &&": ["full", "a ⟦&&⟧ b\n", ["literal"]],
  "no here-documents": ["full", "a ⟦<<EOF⟧\n", ["literal"]],
  "no $(…)": ["full", "a ⟦$(b)⟧\n", ["dollar"]],
  "a \\ ends the token in the seed, and the next character is lost": [
    "minimal",
    "./a b⟦\\n⟧c\n",
    ["dialect"],
  ],
  "a line goes on only in a blank or tab": ["full", "a ⟦\\\nb⟧ c\n", ["lost-text"], "a \\\n  b c\n"],
  "; is a character in the seed": ["minimal", "./a ⟦b;⟧ c\n", ["dialect"]],
  "# begins a comment within a word": ["full", "a ⟦b#⟧c\n", ["glued-comment"], "a b #c\n"],
  "UEFI's kaem drops the whole line of a comment": "No script of a tree is for it; nobody runs one there.",
  "no variables in the seed": ["minimal", "./a ⟦${b}⟧\n", ["dialect"]],
  "no builtins in the seed": ["minimal", "⟦cd⟧ a\n", ["dialect"]],
  "no assignments in the seed": ["minimal", "⟦X=1⟧\n", ["dialect"]],
  "no PATH in the seed": ["minimal", "⟦a⟧ b\n", ["no-path"], "./a b\n"],
  "the seed of RISC-V passes no environment": "None of the hand-written programs looks at its environment.",
  "a last line without LF is not executed, with status 0": ["full", "a\n⟦b⟧", ["no-final-newline"], "a\nb\n"],
  "nor in the seed": ["minimal", "./a\n⟦./b⟧", ["no-final-newline"], "./a\n./b\n"],
  "on AArch64 the seed exits with 0 when a command failed":
    "It is the same for every script. A run's log is read for what the shell printed; the hover of the seed says it.",
  "a token has 4096 bytes": ["full", `a ⟦${"x".repeat(4096)}⟧\n`, ["long-word"]],
  "256 words in the seed": ["minimal", `⟦./a${" b".repeat(255)}⟧\n`, ["many-words"]],
  "512 words in full kaem": ["full", `⟦a${" b".repeat(511)}⟧\n`, ["many-words"]],
  "512 variables": "How many an environment has depends on what called the script; live-bootstrap has fifty.",
  "builder-hex0: a program and exactly one argument, status 0 of wait":
    "Its commands lie on the disk image and in no script; of scripts on it, full kaem's way to wait works.",
  // Builtins.
  "X=5 cmd never runs cmd": ["full", "X=5 ⟦cmd⟧\n", ["assignment-prefix"], "X=5\ncmd\n"],
  "cd without a folder": ["full", "⟦cd⟧\n", ["no-folder"]],
  "set +e is set -e": ["full", "set ⟦+e⟧\n", ["set-option"]],
  "set knows e, x and a": ["full", "set ⟦-u⟧\n", ["set-option"]],
  "set looks at one word": ["full", "set -e ⟦-x⟧\n", ["ignored-words"]],
  "echo has no options": ["full", "echo ⟦-n⟧ a\n", ["echo-option"]],
  "unset PATH changes nothing": ["full", "unset ⟦PATH⟧\n", ["unset-ignored"]],
  "an alias is one word": ["full", "alias a=b ⟦c⟧\n", ["alias"], 'alias a="b c"\n'],
  "an alias is not empty": ["full", "alias ⟦a=⟧\n", ["alias"]],
  "aliases count for arguments and within quotes": ["full", 'alias a="b c"\na ⟦"a"⟧\n', ["alias-argument"]],
  "no export": ["full", "⟦export⟧ X=1\n", ["not-builtin"], "X=1\n"],
  "no exit": ["full", "⟦exit⟧ 1\n", ["not-builtin"]],
  "no while": ["full", "⟦while⟧ a\n", ["not-builtin"]],
  "no [": ["full", "⟦[⟧ a ]\n", ["not-builtin"]],
  "no :": ["full", "⟦:⟧\n", ["not-builtin"]],
  "no source": ["full", "⟦source⟧ a\n⟦.⟧ a\n", ["not-builtin", "not-builtin"]],
  "no functions": ["full", "⟦f()⟧ {\n⟦}⟧\n", ["not-builtin", "not-builtin"]],
  "no elif": ["full", "if a; then\n⟦elif⟧ b; then\nfi\n", ["elif"]],
  // Blocks.
  "text behind then and else is not executed": [
    "full",
    "if a; then ⟦echo yes⟧; else ⟦echo no⟧; fi\n",
    ["text-after-keyword", "text-after-keyword"],
    "if a; then\necho yes; else\necho no; fi\n",
  ],
  "no nested if": ["full", "if a; then\n⟦if⟧ b; then\nfi\nfi\n", ["nested-if"]],
  "if without fi": ["full", "⟦if⟧ a; then\n", ["unterminated-if"]],
  "the condition is one command": ["full", "if a; ⟦b⟧; then\nfi\n", ["condition"]],
  "errors of a condition are not fatal": ["full", "if ⟦sha256sum⟧ -c a; then\nfi\n", ["ignored-status"]],
  "verbose kaem prints the branch that it skips": "No script is wrong for it; the reader of logs knows it.",
  // Variables.
  "$x is fatal": ["full", "a ⟦$x⟧\n", ["dollar"], "a ${x}\n"],
  "\\$ protects no dollar": ["full", "a \\⟦$x⟧\n", ["dollar"], "a \\${x}\n"],
  "a value of one blank drops the argument": ["full", 'a ⟦" "⟧ b\n', ["dropped-blank"]],
  "${A}${B:-c} gives c": ["full", "a ⟦${A}${B:-c}⟧\n", ["misread-default"]],
  "no variables within braces": ["full", "a ⟦${A:-${B}⟧}\n", ["nested-variable"]],
  "$@ erases what stands before it": ["full", "a ⟦x$@⟧\n", ["all-arguments"]],
  "$@ is one word": ["full", "a ⟦$@⟧\n", ["all-arguments"]],
  "${ without }": ["full", "a ⟦${b⟧\n", ["unterminated-variable"]],
  // Quotes and lines.
  "a closing quote ends the token": ["full", '⟦"a""b"⟧\n', ["joined-string"]],
  'X="a b"c assigns a b': ["full", '⟦X="a b"c⟧\n', ["joined-string"]],
  '"" vanishes': ["full", 'a ⟦""⟧ b\n', ["empty-string"]],
  "a \\ and LF within a string insert 0xFF": ["full", 'a "b⟦\\\n⟧c"\n', ["continued-string"], 'a "bc"\n'],
  "two blanks at the end keep a command from running": ["full", "⟦a b⟧  \n", ["skipped-command"], "a b \n"],
  "mid-word a\\⏎b keeps only a": ["full", "⟦a\\\nb⟧\n", ["lost-text"], "a\\\n  b\n"],
  "a string without end": ["full", 'a ⟦"⟧b\n', ["unterminated-string"]],
  "a comment without end": ["full", "a ⟦# b⟧", ["unterminated-comment"], "a # b\n"],
  // Programs.
  "a name with a slash goes through PATH": ["full", "⟦bin/x⟧ a\n", ["path-lookup"], "./bin/x a\n"],
  "an empty folder of PATH is /": ["full", "⟦PATH=/a::/b⟧\n", ["path-element"]],
  "a file that exists but may not be executed":
    "Whether it may depends on the kernel (builder-hex0's looks at no permissions) and on which cp made it.",
  "--non-strict goes on": ["full", "kaem ⟦--non-strict⟧ -f a\n", ["ignored-status"]],
  // Bytes.
  "CR stays in the last word": ["full", "a⟦\r⟧\n", ["carriage-return"], "a\n"],
  "the byte 0xFC ends the file": "No text of a test can hold it: see checks.test.ts.",
};

describe("traps", () => {
  it.each(Object.entries(traps))("%s", async (_, trap) => {
    if (typeof trap === "string") {
      expect(trap).toMatch(/^[A-Z].*\.(ts\.)?$/);
      return;
    }
    const [shell, ...row] = trap;
    await check(paths[shell], row);
  });
});

/** Those that only the values and files of a tree show. */
const inTree: Readonly<Record<string, Row>> = {
  "an unset variable is an empty argument": ["a ⟦${NONE}⟧\n", ["empty-argument"]],
  ":- counts when unset, not when empty": ["E=\na ${U:-d} ⟦${E:-d}⟧ x${E:-}\n", ["default-of-empty"]],
  "no splitting into words": ['CC="tcc -c"\n⟦${CC}⟧ a.c\na ${CC}\nX=${CC}\n', ["no-splitting"]],
  "unset cannot remove the first variable": ["X=1\nunset X ⟦SHELL⟧\n", ["unset-ignored"]],
  "cd failed!": ["cd ⟦./src/gone⟧\n", ["missing-folder"]],
  "a program that is not found": ["⟦late⟧ x\n", ["unknown-program"]],
};

describe("traps in a tree", () => {
  it.each(Object.entries(inTree))("%s", async (_, [text, codes]) => {
    const { document } = openInTree("/t/steps/b-1/pass1.kaem", text);
    const found = await kaem.diagnostics!(document);
    expect(found.map(({ code }) => code)).toEqual(codes.map((code) => `kaem/${code}`));
    expect(
      marked(
        document.text,
        found.map(({ range }) => range),
      ),
    ).toBe(text);
  });
});
