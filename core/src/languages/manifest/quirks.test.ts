import { expect, it } from "vitest";
import { MemoryFileSystem } from "../../platform/memory";
import { fixture, marked } from "../../testing/fixture";
import { SourceText } from "../../text/sourceText";
import { defaultConfiguration } from "../../tree/configuration";
import { Workspace } from "../../tree/workspace";
import { manifest } from "./index";
import { evaluate } from "./model";
import { parseManifest } from "./parser";

/** The steps/ of a small tree: what its manifests name is there. */
const files = {
  "/t/steps/manifest": "",
  "/t/steps/a-1/pass1.kaem": "",
  "/t/steps/a-1/pass2.kaem": "",
  "/t/steps/a-1/pass1.sh": "",
  "/t/steps/b-1/pass1.sh": "",
  "/t/steps/b-1.1/pass1.sh": "",
  "/t/steps/kaem-only-1/pass1.kaem": "",
  "/t/steps/bash-1/pass1.kaem": "",
  "/t/steps/improve/i.sh": "",
  "/t/steps/jump/j.sh": "",
};

/** What is found in a manifest of that tree, hints about unused folders and inactive lines and the state of pass scripts left out. */
async function check(text: string, ...codes: string[]) {
  const found = fixture(text);
  const workspace = new Workspace(new MemoryFileSystem(files));
  const document = { language: manifest.id, path: "/t/steps/manifest", text: found.text, workspace };
  const diagnostics = (await manifest.diagnostics!(document)).filter(
    ({ code }) =>
      code !== "manifest/unused-folder" && code !== "manifest/inactive" && !code.startsWith("step/"),
  );
  expect(diagnostics.map(({ code }) => code)).toEqual(codes.map((code) => `manifest/${code}`));
  expect(
    marked(
      found.text,
      diagnostics.map(({ range }) => range),
    ),
  ).toBe(text);
}

const bash = "build: bash-1\n";

// What seed/script-generator.c does unlike one would think, and the code that says so.
it.each<[quirk: string, text: string, ...codes: string[]]>([
  ["one blank separates words", "build:⟦  ⟧a-1\n", "extra-space"],
  ["a tab separates nothing", "build:⟦\t⟧a-1\n", "tab"],
  ["# begins a comment even where it is glued to a word", "build: a-1#x\n"],
  ["a line begins in its first column", "⟦ ⟧build: a-1\n", "leading-space"],
  ["an indented comment is no comment", "⟦ ⟧# why\n", "leading-space"],
  ["a blank at the end is fine", "build: a-1 \n"],
  ["empty lines and comments in column 0 are fine", "\n# why\nbuild: a-1\n"],
  ["no directive but the five", "⟦install:⟧ a-1\n", "unknown-directive"],
  ["one argument", "build: a-1 ⟦b-1⟧\n", "unexpected-argument"],
  ["without an argument it crashes", "⟦build:⟧\n", "missing-argument"],
  ["without a closing parenthesis it crashes", "build: a-1 ( ARCH == ⟦x86⟧\n", "missing-parenthesis"],
  ["text behind the predicate is ignored", "build: a-1 ( ARCH == x86 ) ⟦why⟧\n", "text-after-predicate"],
  ["a CR is part of the last word", "build: a-1⟦\r⟧\n", "carriage-return"],
  ["a word has room for 63 bytes", `uninstall: ⟦/${"x".repeat(63)}⟧\n`, "word-over-buffer"],
  ["a word of 256 bytes is garbled", `uninstall: ⟦/${"x".repeat(255)}⟧\n`, "word-too-long"],
  [
    "the names of an uninstall share a buffer",
    `uninstall: ⟦${"/a/b/c/d ".repeat(230)}/x⟧\n`,
    "uninstall-too-long",
  ],
  ["a bare word is text", "build: a-1 ( ⟦CHROOT⟧ )\n", "constant-predicate"],
  ["True is the one text that holds", "build: a-1 ( True )\n"],
  [
    "&& binds no tighter than ||",
    "build: a-1 ( ⟦ARCH == x86 && CHROOT == True || QEMU == True⟧ )\n",
    "misleading-precedence",
  ],
  ["no inner parentheses", "build: a-1 ( ⟦(⟧ ARCH == x86 ) )\n", "malformed-predicate"],
  ["no !", "build: a-1 ( ⟦!⟧ ARCH == x86 )\n", "malformed-predicate"],
  ["an unset variable is empty", "build: a-1 ( ⟦NOBODY⟧ != x )\n", "undefined-variable"],
  ["a value is a word, never a variable", "build: a-1 ⟦( CHROOT == QEMU )⟧\n", "always-false"],
  ["values are compared as written", "build: a-1 ⟦( CHROOT == true )⟧\n", "always-false"],
  ["a define's expression needs parentheses", "define: X = ARCH ⟦==⟧ x86\n", "missing-parenthesis"],
  ["a define needs its =", "define: X ⟦True⟧\n", "missing-equals"],
  ["the first variable cannot be redefined", "define: ⟦ARCH⟧ = amd64\n", "cannot-redefine"],
  ["two blanks make a word where one is taken", "define: X =⟦  ⟧\n", "empty-word"],
  [
    "a pass counts earlier directives of any kind",
    "improve: i\nuninstall: a-1\nbuild: a-1\nbuild: ⟦a-1⟧\n",
    "missing-script",
  ],
  [
    "a predicate that drops a build renumbers the later ones",
    "build: a-1 ( ARCH == amd64 )\nbuild: a-1\nbuild: a-1\n",
  ],
  ["under bash a missing script is made up for", `${bash}build: b-1\nbuild: b-1\n`],
  ["under kaem it is not", "build: ⟦b-1⟧\n", "missing-script"],
  ["under bash a script for kaem is not used", `${bash}build: ⟦kaem-only-1⟧\n`, "other-shell"],
  ["kaem has no uninstall of packages that bash has", `${bash}uninstall: ⟦a-1⟧\n`, "uninstall-unbuilt"],
  ["a revision counts longer names, too", `${bash}build: b-1.1\nbuild: ⟦b-1⟧\n`, "shared-prefix"],
  ["a package has a folder", "build: ⟦c-1⟧\n", "unknown-package"],
  ["an improvement has a script", "improve: ⟦nothing⟧\n", "missing-script"],
  ["a jump has a script", "jump: ⟦nowhere⟧\n", "missing-script"],
])("%s", (_, text, ...codes) => check(text, ...codes));

it("a predicate may have more comparisons than a call has room for arguments", () => {
  const text = `build: a ( ${Array.from({ length: 200_000 }, () => "CHROOT == True").join(" && ")} )\n`;
  const parsed = parseManifest(SourceText.fromString(text));
  expect(parsed.diagnostics).toEqual([]);
  const { directives } = evaluate(parsed, defaultConfiguration("x86"));
  expect(directives.map(({ active }) => active)).toEqual([true]);
});
