import fc from "fast-check";
import { expect, it } from "vitest";
import { fixture, marked } from "../../testing/fixture";
import { SourceText } from "../../text/sourceText";
import { languageOfPath } from "../registry";
import { checksums } from "./index";
import { checksumLineOf, parseChecksums } from "./parser";

const hash = "0123456789abcdef".repeat(4);

it("knows where hash and name are", () => {
  const { text, ranges } = fixture(`${hash}  a\n⟦${hash}⟧  ⟦x86/bin/cätm b⟧\n`);
  const line = parseChecksums(text).lines[1]!;
  expect([line.hashRange, line.nameRange]).toEqual(ranges);
  expect([line.hash, line.name]).toEqual([hash, "x86/bin/cätm b"]);
});

it("finds the line of a checked file", () => {
  const parsed = parseChecksums(
    SourceText.fromString(`${hash}  /usr/bin/a\n${hash}  /usr/bin/b\n${hash}  /bin/b\n`),
  );
  expect(checksumLineOf(parsed, "/bin/b")?.name).toBe("/bin/b");
  expect(checksumLineOf(parsed, "./a")).toBeUndefined();
  expect(checksumLineOf(parsed, "b")).toBeUndefined();
});

it.each([
  [`${hash}  a\n`, 0],
  [`${hash}  a`, 0],
  [`⟦${hash} a⟧\n`, 1],
  [`⟦${hash.slice(1)}  a⟧\n`, 1],
  [`⟦${hash}  ⟧\n`, 1],
  [`⟦# a⟧\n⟦⟧\n${hash}  a\n`, 2],
])("%j has %i malformed lines", async (text, count) => {
  const { text: source } = fixture(text);
  const document = {
    language: "bootstrap-checksums",
    path: undefined,
    text: source,
    workspace: undefined,
  } as const;
  const found = await checksums.diagnostics!(document);
  expect(
    marked(
      source,
      found.map(({ range }) => range),
    ),
  ).toBe(text);
  expect(found).toHaveLength(count);
});

it.each([
  ["/t/seed/stage0-posix/x86.answers", "bootstrap-checksums"],
  ["/t/test/test.answers", undefined],
  ["/t/steps/SHA256SUMS.pkgs", "bootstrap-checksums"],
  ["/t/steps/mes-0.27.1/mes-0.27.1.x86.checksums", "bootstrap-checksums"],
  ["/t/steps/mes-0.27.1/sources", "bootstrap-sources"],
  ["/t/steps/manifest", "bootstrap-manifest"],
  ["/t/kaem.x86", "kaem"],
  ["/t/x86/kaem.run", "kaem"],
  ["/t/steps/a/pass1.kaem", "kaem"],
  ["/t/steps/improve/manifest.sh", "shellscript"],
])("%s is %s", (path, language) => expect(languageOfPath(path)?.id).toBe(language));

it("never throws, and its ranges lie in the text", () => {
  const piece = fc.constantFrom(hash, "  ", "a", "\n", "\r", "ü");
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string())), (parts) => {
      const text = SourceText.fromString(parts.join(""));
      const { lines, malformed } = parseChecksums(text);
      for (const { range, hashRange, nameRange } of lines) {
        expect(hashRange.start).toBe(range.start);
        expect(nameRange.end).toBe(range.end);
      }
      for (const { end } of malformed) expect(end).toBeLessThanOrEqual(text.length);
    }),
  );
});
