import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { contributes, root } from "./manifest.js";
import { type Line, tokenize } from "./tokenize.js";

const folder = path.join(root, "test/grammar/fixtures");
const update = process.env["UPDATE_SNAPSHOTS"] !== undefined;

/** Each source line behind `>`, and below it one line for each token that has a scope. */
function render(lines: Line[]): string {
  return lines.flatMap((line) => [`>${line.text}`, ...marks(line)]).join("\n") + "\n";
}

function marks({ text, tokens }: Line): string[] {
  return tokens
    .filter(({ scopes }) => scopes.length > 0)
    .map((token) => {
      // Tabs stay, so that the carets stand under their text at any tab width.
      const indent = text.slice(0, token.start).replace(/[^\t]/g, " ");
      return ` ${indent}${"^".repeat(token.text.length)} ${token.scopes.join(" ")}`;
    });
}

/** A fixture's ending is the language id itself or one of its extensions. */
function languageOfFixture(name: string): string {
  const ending = path.extname(name);
  const language = contributes.languages.find(
    ({ id, extensions }) => ending === `.${id}` || extensions?.includes(ending),
  );
  if (language === undefined) throw new Error(`${name} belongs to no language`);
  return language.id;
}

describe("fixtures", () => {
  const fixtures = readdirSync(folder).filter((name) => !name.endsWith(".snap"));

  it.each(fixtures)("%s is coloured as its snapshot says", async (name) => {
    const source = readFileSync(path.join(folder, name), "utf8").replace(/\n$/, "");
    const actual = render(await tokenize(languageOfFixture(name), source));
    const snapshot = path.join(folder, `${name}.snap`);
    if (update) writeFileSync(snapshot, actual);
    expect(existsSync(snapshot), `UPDATE_SNAPSHOTS=1 writes ${name}.snap`).toBe(true);
    expect(actual).toBe(readFileSync(snapshot, "utf8"));
  });

  it("cover every language", () => {
    const covered = new Set(fixtures.map(languageOfFixture));
    expect(contributes.languages.map(({ id }) => id).filter((id) => !covered.has(id))).toEqual([]);
  });
});
