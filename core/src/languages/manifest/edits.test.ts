import fc from "fast-check";
import { expect, it } from "vitest";
import { SourceText } from "../../text/sourceText";
import { parseManifest } from "./parser";
import type { Manifest } from "./syntax";

/** Everything that a manifest says, without the text itself. */
function said({ directives, comments, diagnostics }: Manifest): unknown {
  const plain = directives.map((directive) => {
    const { kind, range, line, keyword, predicate, broken } = directive;
    const own =
      directive.kind === "uninstall"
        ? { names: directive.names }
        : directive.kind === "define"
          ? { name: directive.name, value: directive.value }
          : directive.kind === "unknown"
            ? {}
            : { argument: directive.argument };
    return { kind, range, line, keyword, predicate, broken, ...own };
  });
  return { plain, comments, diagnostics };
}

/** Parsed behind a text that has nothing to do with it. */
function anew(text: string): unknown {
  parseManifest(SourceText.fromString("\0"));
  return said(parseManifest(SourceText.fromString(text)));
}

const line = fc.constantFrom(
  "build: tcc-0.9.26",
  "build: bash-5.2",
  "build: musl-1.2.4 ( ARCH == x86 )",
  "improve: x # why",
  "define: A = ( B == C || D == E )",
  "define: A =  ",
  "uninstall: a b",
  "# build: no",
  "",
  " build: indented",
  "build: a  b",
  "build: é-1",
  "jump: fiwix\r",
  `build: ${"long".repeat(20)}`,
  "nonsense",
);
const text = fc.array(line, { maxLength: 12 }).map((lines) => lines.join("\n"));

it("an edited manifest is parsed as if it had not been known before", () => {
  fc.assert(
    fc.property(
      text,
      fc.nat(),
      fc.nat(20),
      fc.oneof(text, fc.constantFrom("\n", " ", "b", "#")),
      (before, at, removed, inserted) => {
        const from = before.length === 0 ? 0 : at % (before.length + 1);
        const after = before.slice(0, from) + inserted + before.slice(from + removed);
        parseManifest(SourceText.fromString(before));
        expect(said(parseManifest(SourceText.fromString(after)))).toEqual(anew(after));
      },
    ),
    { numRuns: 500 },
  );
});
