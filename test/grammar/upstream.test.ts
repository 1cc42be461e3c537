import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { languageOf } from "./association.js";
import { illegal, tokenize } from "./tokenize.js";

const tree = process.env["BOOTSTRAPPABLE_UPSTREAM"];

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === ".git" ? [] : filesUnder(file);
    return entry.isFile() ? [file] : [];
  });
}

/** A checkout of live-bootstrap with its submodules is what the grammars are for: nothing in it is illegal. */
describe.runIf(tree !== undefined)("a live-bootstrap checkout", () => {
  // The body runs even when the tests do not, so an absent checkout must be no folder at all.
  const files = (tree === undefined ? [] : filesUnder(tree)).flatMap((file): [string, string, string][] => {
    const language = languageOf(file);
    return language === undefined ? [] : [[language, path.relative(tree ?? "", file), file]];
  });

  it("has files of every language", () => {
    const languages = new Set(files.map(([language]) => language));
    expect([...languages].sort()).toEqual(
      expect.arrayContaining([
        "hex0",
        "hex1",
        "hex2",
        "kaem",
        "m1",
        "bootstrap-manifest",
        "bootstrap-sources",
      ]),
    );
  });

  it.each(files)("%s %s", async (language, name, file) => {
    const found = illegal(await tokenize(language, readFileSync(file, "utf8")));
    const unexpected = found.filter((token) => !isOdd(name, token.scope));
    expect(unexpected.map(({ line, text, scope }) => `${line}: ${text} ${scope}`)).toEqual([]);
  });
});

function isOdd(name: string, scope: string): boolean {
  return ODD.some((odd) => name.endsWith(odd.file) && scope.startsWith(odd.scope));
}

/** Places where upstream really is odd, each with the reason. */
const ODD: { file: string; scope: string; reason: string }[] = [
  {
    file: "mescc-tools/test/test8/test.answers",
    scope: "invalid.illegal.sha256",
    reason: "a program's expected output, not a list of checksums",
  },
];
