import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fixture, marked } from "../../testing/fixture";
import { SourceText } from "../../text/sourceText";
import { sources } from "./index";
import { parseSources, sourceLineOf } from "./parser";

const hash = "0123456789abcdef".repeat(4);

it.each([
  [`f http://h/p/a.tar.gz ${hash}\n`, "file a.tar.gz"],
  [`file http://h/a.tar.gz ${hash} b.tar.gz`, "file b.tar.gz"],
  [`g https://h/r~v1 _ ${hash} r.tar.gz\n`, "git r.tar.gz"],
  [`git https://h/r~v1 https://h/x.tgz ${hash}\n`, "git x.tgz"],
  [`f\thttp://h/a  ${hash} \n`, "file a"],
])("%j", (text, expected) => {
  const { lines, malformed } = parseSources(SourceText.fromString(text));
  expect(lines.map(({ kind, name }) => `${kind} ${name}`)).toEqual([expected]);
  expect(malformed).toEqual([]);
});

it("knows where the words are", () => {
  const { text, ranges } = fixture(`\n⟦g⟧ ⟦https://h/r~v1⟧ ⟦_⟧ ⟦${hash}⟧ ⟦r.tar.gz⟧ \n`);
  const line = parseSources(text).lines[0]!;
  const words = [line.kindWord, line.repository!, line.url, line.hash, line.nameWord!];
  expect(words.map(({ range }) => range)).toEqual(ranges);
});

it("finds the line of a distfile", () => {
  const parsed = parseSources(SourceText.fromString(`f http://h/a ${hash}\nf http://h/b ${hash} c\n`));
  expect(sourceLineOf(parsed, "/external/distfiles/c")?.url.text).toBe("http://h/b");
  expect(sourceLineOf(parsed, "a")?.url.text).toBe("http://h/a");
  expect(sourceLineOf(parsed, "b")).toBeUndefined();
});

describe("diagnostics", () => {
  it.each([
    [`⟦http://h/a ${hash}⟧\n`, ["malformed-line"]],
    [`⟦f http://h/a⟧\n`, ["malformed-line"]],
    [`⟦f http://h/a ${hash} b c⟧\n`, ["malformed-line"]],
    [`⟦g http://h/a ${hash}⟧\n`, ["malformed-line"]],
    [`f http://h/a ⟦${hash.toUpperCase()}⟧\n`, ["malformed-hash"]],
    [`f http://h/a ⟦${hash}0⟧ b\n`, ["malformed-hash"]],
    [`f http://h/a ${hash}\n\n`, []],
  ])("%j", async (text, codes) => {
    const { text: source } = fixture(text);
    const document = {
      language: "bootstrap-sources",
      path: undefined,
      text: source,
      workspace: undefined,
    } as const;
    const found = await sources.diagnostics!(document);
    expect(
      marked(
        source,
        found.map(({ range }) => range),
      ),
    ).toBe(text);
    expect(found.map(({ code }) => code)).toEqual(codes.map((code) => `sources/${code}`));
  });
});

it("never throws, and its ranges lie in the text", () => {
  const piece = fc.constantFrom("f", "g", " ", "\t", "\n", "\r\n", "http://h/ä", hash, "_");
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string())), (parts) => {
      const text = SourceText.fromString(parts.join(""));
      const { lines, malformed } = parseSources(text);
      for (const { range, url, hash: sum } of lines) {
        expect(url.range.start).toBeGreaterThan(range.start);
        expect(sum.range.end).toBeLessThanOrEqual(range.end);
      }
      for (const { end } of malformed) expect(end).toBeLessThanOrEqual(text.length);
    }),
  );
});
