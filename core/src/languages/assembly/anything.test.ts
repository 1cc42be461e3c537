import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assemble } from "../../assemble/assemble";
import { architectures } from "../../assemble/architectures";
import { expandM1 } from "../../assemble/m1";
import { edited } from "../../testing/edits";
import type { Range } from "../../text/range";
import { SourceText } from "../../text/sourceText";
import type { Document, Language } from "../language";
import { stages } from "../services";
import { hex0 } from "../hex/index";
import { format } from "./format";
import { hex1, hex2, m1 } from "./index";
import { openSource } from "./testTree";

const pieces = [
  ...Array.from("0F4ag:%!@$&~^<>.#;\"' \n\r\té😀"),
  ":a ",
  ":b\n",
  "%a\n",
  "\tcall %b ; call %b\n",
  "DEFINE x 90\n",
  "x\n",
  "90 C3   # y\n",
  "'90 %a' ",
  '"text" ',
  ".00112233 ",
  "#:a\n",
];
const anything = fc.oneof(
  fc.uint8Array({ maxLength: 120 }),
  fc
    .array(fc.constantFrom(...pieces), { maxLength: 60 })
    .map((parts) => SourceText.fromString(parts.join("")).bytes),
);

const languages: readonly (readonly [name: string, language: Language])[] = [
  ["hex1.hex0", hex0],
  ["hex2.hex1", hex1],
  ["M0.hex2", hex2],
  ["Development/y.hex2", hex2],
  ["tool.M1", m1],
  ["libc.M1", m1],
  ["Development/x.M1", m1],
];

function open(bytes: Uint8Array, language: Language, name: string): Document {
  const { workspace, path } = openSource(name, "");
  return { language: language.id, path, text: new SourceText(bytes), workspace };
}

describe.each(languages)("any bytes in %s", (name, language) => {
  it("get answers inside them, at any offset", async () => {
    const inside = (text: SourceText, { start, end }: Range) => {
      expect(start).toBeGreaterThanOrEqual(0);
      expect(end).toBeGreaterThanOrEqual(start);
      expect(end).toBeLessThanOrEqual(text.length);
    };
    const property = fc.asyncProperty(anything, fc.nat(130), async (bytes, where) => {
      const document = open(bytes, language, name);
      const { text, path } = document;
      const whole = { start: 0, end: text.length };
      const offset = Math.min(where, text.length + 1);
      const here = (path_: string | undefined, range: Range | undefined) => {
        if (path_ === path && range !== undefined) inside(text, range);
      };
      for (const { range } of await language.diagnostics!(document)) inside(text, range);
      const hover = await language.hover!(document, offset);
      if (hover) inside(text, hover.range);
      for (const item of await language.outline!(document)) inside(text, item.range);
      for (const target of await language.definition!(document, offset)) here(target.path, target.range);
      for (const target of await language.references!(document, offset)) here(target.path, target.range);
      for (const { range } of await language.highlights!(document, offset)) inside(text, range);
      await language.renamable!(document, offset);
      const change = await language.rename!(document, offset, "renamed");
      if ("edits" in change) for (const [file, edits] of change.edits) if (file === path) edited(text, edits);
      for (const { range } of (await language.completion?.(document, offset)) ?? []) inside(text, range);
      await language.signature?.(document, offset);
      let end = 0;
      for (const { range } of await language.semanticTokens!(document)) {
        inside(text, range);
        expect(range.start).toBeGreaterThanOrEqual(end);
        expect(text.lineAt(range.start)).toBe(text.lineAt(range.end - 1));
        end = range.end;
      }
      for (const { startLine, endLine } of await language.folding!(document)) {
        expect(endLine).toBeGreaterThan(startLine);
        expect(endLine).toBeLessThan(text.lineCount);
      }
      for (const { range } of await language.links!(document)) inside(text, range);
      for (const { range } of (await language.lenses?.(document)) ?? []) inside(text, range);
      for (const hint of await language.inlayHints!(document, whole))
        here(path, { start: hint.offset, end: hint.offset });
      let before: Range = { start: offset, end: offset };
      for (const range of language.selections!(document, Math.min(offset, text.length))) {
        inside(text, range);
        expect(range.start).toBeLessThanOrEqual(Math.min(before.start, text.length));
        expect(range.end).toBeGreaterThanOrEqual(Math.min(before.end, text.length));
        before = range;
      }
      for (const to of stages) {
        const lowered = await language.lower!(document, to);
        if (lowered === undefined) continue;
        const lines = Array.from(lowered.lines);
        expect(lines).toEqual(lines.toSorted((a, b) => a - b));
        for (const line of lines) expect(line).toBeLessThan(text.lineCount);
        for (const range of lowered.written({ start: offset, end: offset })) inside(lowered.text, range);
        for (const at of [0, offset, lowered.text.length]) here(path, lowered.origin({ start: at, end: at }));
      }
      const item = await language.callItem?.(document, offset);
      if (item !== undefined && item.path === path) {
        await language.callsTo!(document, item);
        await language.callsFrom!(document, item);
      }
    });
    await fc.assert(property, { numRuns: 60 });
  });
});

describe("formatting touches no byte", () => {
  it.each(["hex0", "hex1", "hex2", "m1"] as const)("of %s", (id) => {
    const property = fc.property(anything, fc.constantFrom(...architectures), (bytes, architecture) => {
      const text = new SourceText(bytes);
      const document: Document = { language: id, path: undefined, text, workspace: undefined };
      const after = edited(text, format(document));
      const result = (source: SourceText) => {
        const inputs = [{ name: "", bytes: source.bytes }];
        if (id === "m1") return new SourceText(expandM1(inputs, architecture, false).hex2).latin1;
        const dialect = id === "hex0" ? ("mescc-tools" as const) : undefined;
        return assemble({ language: id, architecture, inputs, ...(dialect && { dialect }) }).bytes;
      };
      expect(result(after)).toEqual(result(text));
      expect(format({ ...document, text: after })).toEqual([]);
    });
    fc.assert(property, { numRuns: 1000 });
  });
});

// What takes time by the square of such a source does not end before the runner gives it up.
describe("large sources are read to their end", () => {
  it.each<[what: string, name: string, source: string]>([
    ["references without a base", "tool.M1", "\t%a ^~b !c\n".repeat(60_000)],
    ["an open string", "tool.M1", `"${"x ".repeat(300_000)}`],
    ["open quotes", "tool.M1", `'${":a %b ".repeat(80_000)}`],
    ["labels", "M0.hex2", Array.from({ length: 40_000 }, (_, at) => `:l${at} 90\n`).join("")],
    ["unknown macros", "tool.M1", Array.from({ length: 20_000 }, (_, at) => `m${at}\n`).join("")],
    ["labels in one line", "M0.hex2", Array.from({ length: 40_000 }, (_, at) => `:l${at} 90 `).join("")],
    ["comments that could be labels", "M0.hex2", `:a ${"#:a ".repeat(100_000)}`],
    ["undefined labels", "M0.hex2", Array.from({ length: 20_000 }, (_, at) => `%l${at}\n`).join("")],
  ])(
    "%s",
    async (_, name, source) => {
      const { document, language } = openSource(name, source);
      await language.diagnostics!(document);
      expect((await language.semanticTokens!(document)).length).toBeGreaterThan(0);
      await language.outline!(document);
      await language.folding!(document);
      await language.lenses!(document);
      await language.format!(document);
      await language.inlayHints!(document, { start: 0, end: 2000 });
      for (const to of stages) await language.lower!(document, to);
    },
    60_000,
  );
});
