import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Range } from "../../text/range";
import { SourceText } from "../../text/sourceText";
import { fixture, marked } from "../../testing/fixture";
import { parseManifest } from "./parser";
import { comparisonsOf, predicatesOf, type Directive } from "./syntax";

/** A fixture whose ranges are those of the diagnostics, and their codes. */
function check(text: string, ...codes: string[]): void {
  const { text: source } = fixture(text);
  const { diagnostics } = parseManifest(source);
  expect(
    marked(
      source,
      diagnostics.map(({ range }) => range),
    ),
  ).toBe(text);
  expect(diagnostics.map(({ code }) => code)).toEqual(codes.map((code) => `manifest/${code}`));
}

/** What the first fix of the first diagnostic makes of a text. */
function repaired(text: string): string | undefined {
  const source = SourceText.fromString(text);
  const fix = parseManifest(source).diagnostics[0]?.fixes?.[0];
  if (fix === undefined) return undefined;
  let result = "";
  let done = 0;
  for (const { range, text: replacement } of fix.edits) {
    result += source.slice({ start: done, end: range.start }) + replacement;
    done = range.end;
  }
  return result + source.slice({ start: done, end: source.length });
}

/** A directive in one line: kind, argument, predicates. */
function shown(directive: Directive): string {
  const argument =
    directive.kind === "uninstall"
      ? directive.names.map(({ text }) => text).join("+")
      : directive.kind === "define"
        ? `${directive.name?.text ?? "?"}=${directive.value !== undefined && "text" in directive.value ? directive.value.text : "(…)"}`
        : directive.kind === "unknown"
          ? directive.keyword.text
          : (directive.argument?.text ?? "?");
  const comparisons = predicatesOf(directive)
    .flatMap(({ expression }) => comparisonsOf(expression))
    .map(({ variable, operator, value }) => `${variable.text}${operator.text}${value.text}`);
  return [directive.broken ? `!${directive.kind}` : directive.kind, argument, ...comparisons].join(" ");
}

function parsed(text: string): string[] {
  return parseManifest(SourceText.fromString(text)).directives.map(shown);
}

describe("what the generator accepts", () => {
  it.each([
    ["build: make-3.82\n", ["build make-3.82"]],
    ["build: make-3.82", ["build make-3.82"]],
    ["build: a-1#x\n", ["build a-1"]],
    ["build: a-1 # x ( y\n", ["build a-1"]],
    ["build: a-1 \n", ["build a-1"]],
    ["# build: a\n\n#\nimprove: b\n", ["improve b"]],
    ["jump: fiwix ( KERNEL == True )\n", ["jump fiwix KERNEL==True"]],
    ["build: a ( A == 1 || B != 2 && C == 3 )\n", ["build a A==1 B!=2 C==3"]],
    ["define: X = ( A == True )\n", ["define X=(…) A==True"]],
    ["define: JOBS = 1 ( K == True )\n", ["define JOBS=1 K==True"]],
    ["define: X = ( A == 1 ) ( B == 2 )\n", ["define X=(…) A==1 B==2"]],
    ["uninstall: a b /usr/bin/c ( A == 1 )\n", ["uninstall a+b+/usr/bin/c A==1"]],
    ["build: a ( X == ) )\n", ["build a X==)"]],
    ["build: ä ( Ö == ü )\n", ["build ä Ö==ü"]],
  ])("%j", (text, expected) => {
    expect(parsed(text)).toEqual(expected);
    expect(parseManifest(SourceText.fromString(text)).diagnostics).toEqual([]);
  });
});

describe("what it stops at", () => {
  it.each([
    ["⟦biuld:⟧ a\n", "unknown-directive"],
    ["⟦build⟧ a\n", "unknown-directive"],
    ["⟦Build:⟧ a\n", "unknown-directive"],
    ["⟦(⟧ A == B )\n", "unknown-directive"],
    ["⟦ ⟧build: a\n", "leading-space"],
    ["⟦  ⟧# indented\n", "leading-space"],
    ["⟦ ⟧\n", "leading-space"],
    ["build:⟦  ⟧a\n", "extra-space"],
    ["build: a⟦  ⟧\n", "extra-space"],
    ["build: a⟦  ⟧# c\n", "extra-space"],
    ["build: a (⟦   ⟧A == B )\n", "extra-space"],
    ["build: a⟦  ⟧( A⟦  ⟧== B )\n", "extra-space", "extra-space"],
    ["build:⟦\t⟧a\n", "tab"],
    ["build: a⟦\t⟧# c\n", "tab"],
    ["build: a⟦\r⟧\nbuild: b\r\n", "carriage-return"],
    ["# c\r\nbuild: a⟦\r⟧\nimprove: b ( A == B )\r\n", "carriage-return"],
    ["⟦\uFEFF⟧build: a\n", "byte-order-mark"],
    ["⟦\uFEFF⟧# a comment\nbuild: a\n", "byte-order-mark"],
    ["⟦\uFEFF⟧\n", "byte-order-mark"],
    ["⟦build:⟧\n", "missing-argument"],
    ["⟦build:⟧ ( A == B )\n", "missing-argument"],
    ["⟦uninstall:⟧ # all\n", "missing-argument"],
    ["define: X ⟦=⟧\n", "missing-argument"],
    ["build: a ⟦b⟧\n", "unexpected-argument"],
    ["define: X = a ⟦b⟧\n", "unexpected-argument"],
    ["build: a ⟦A⟧ == B )\n", "missing-parenthesis"],
    ["build: a ⟦(A⟧ == B)\n", "missing-parenthesis"],
    ["build: a ( A == ⟦B⟧\n", "missing-parenthesis"],
    ["build: a ( ⟦A⟧\n", "missing-parenthesis"],
    ["build: a ⟦(⟧\n", "missing-parenthesis"],
    ["build: a ( A == B ⟦&&⟧\n", "missing-parenthesis"],
    ["define: ⟦X⟧\n", "missing-equals"],
    ["define: X ⟦True⟧\n", "missing-equals"],
    ["define: X = A ⟦==⟧ True\n", "missing-parenthesis"],
    ["build: a ( A ⟦=⟧ B )\n", "malformed-predicate"],
    ["build: a ( A ⟦&&⟧ B == C )\n", "malformed-predicate"],
    ["build: a ( A == B ⟦C⟧ == D )\n", "malformed-predicate"],
    ["build: a ( ⟦(⟧ A == B ) )\n", "malformed-predicate"],
    ["build: a ( ⟦!⟧ A == B )\n", "malformed-predicate"],
    ["build: a ( A ⟦==⟧ )\n", "malformed-predicate"],
    ["build: a ( A ⟦==⟧\n", "malformed-predicate"],
    ["build: a ( ⟦)⟧\n", "malformed-predicate"],
  ])("%j", (text, ...codes) => check(text, ...codes));
});

describe("what it takes otherwise than it is meant", () => {
  it.each([
    ["build: a ( A == B ) ⟦junk ( C⟧\n", "text-after-predicate"],
    ["build: a ( ⟦CHROOT⟧ )\n", "constant-predicate"],
    ["build: a ( A == B && ⟦CHROOT⟧ )\n", "constant-predicate"],
    ["build: a ( ⟦A == 1 && B == 2 || C == 3⟧ )\n", "misleading-precedence"],
    ["build: a ( A == 1 || ⟦B == 2 && C == 3 || D == 4⟧ )\n", "misleading-precedence"],
    ["build: a ( A ==⟦  ⟧)\n", "empty-word"],
    ["define: X =⟦  ⟧( A == B )\n", "empty-word"],
    ["uninstall: a⟦  ⟧b\n", "empty-word"],
    [`build: ⟦${"x".repeat(64)}⟧\n`, "word-over-buffer"],
    [`build: a ( ⟦${"x".repeat(256)}⟧ == 1 )\n`, "word-too-long"],
    [`uninstall: ⟦${"abcdefg ".repeat(257)}b⟧\n`, "uninstall-too-long"],
  ])("%j", (text, ...codes) => check(text, ...codes));

  it.each([
    "build: a ( True )\n",
    "build: a ( A == 1 || B == 2 && C == 3 )\n",
    "define: X = ( word )\n",
    `build: ${"x".repeat(63)}\n`,
  ])("but not %j", (text) => check(text));
});

describe("quick fixes", () => {
  it.each([
    ["  build:   a\t( A == B )  # c\n", "build: a ( A == B ) # c\n"],
    ["uninstall: a  b\n", "uninstall: a b\n"],
    ["build: a\r\nbuild: b\r\n", "build: a\nbuild: b\n"],
    ["build: a\r\n", "build: a\n"],
    ["biuld: a\n", "build: a\n"],
    ["imporve: a # why\n", "improve: a # why\n"],
    ["build a\n", "build: a\n"],
    ["Build: a\n", "build: a\n"],
    ["build: a (A==B)\n", "build: a ( A == B )\n"],
    ["build: a ( A == B\n", "build: a ( A == B )\n"],
    ["build: a A == B )\n", "build: a ( A == B )\n"],
    ["build: a A == B && C!=D\n", "build: a ( A == B && C != D )\n"],
    ["build: a ( A = B )\n", "build: a ( A == B )\n"],
    ["define: X True\n", "define: X = True\n"],
    ["define: X = A == True || B == True\n", "define: X = ( A == True || B == True )\n"],
    ["build: a ( CHROOT )\n", "build: a ( CHROOT == True )\n"],
    ["build: a ( A == B ) junk\n", "build: a ( A == B ) \n"],
  ])("%j", (text, expected) => expect(repaired(text)).toBe(expected));

  it("offers nothing where nothing helps", () => {
    expect(repaired("nonsense\n")).toBeUndefined();
    expect(repaired("build: a ( ! A == B )\n")).toBeUndefined();
  });
});

describe("malformed lines still mean something", () => {
  it.each([
    ["  build:  a  ( A  == B )\n", ["!build a A==B"]],
    ["build: a b\n", ["!build a"]],
    ["build: a ( A == B\n", ["!build a"]],
    ["frobnicate: x\n", ["!unknown frobnicate:"]],
    ["build: a\r\n", ["!build a"]],
  ])("%j", (text, expected) => expect(parsed(text)).toEqual(expected));
});

/** Every range of a directive and what it holds. */
function rangesOf(directive: Directive): Range[] {
  return [directive.range, directive.keyword.range, ...predicatesOf(directive).map(({ range }) => range)];
}

const pieces = fc.constantFrom(
  ..."build: improve: define: jump: uninstall: ( ) == != && || = True A B".split(" "),
  ...[" ", "  ", "\t", "#", "\n", "\r\n", "ü", "\u00ff", "x".repeat(70)],
);

it("never throws, and its ranges lie in the text, in order", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 60 }), (parts) => {
      const text = SourceText.fromString(parts.join(""));
      const { directives, diagnostics, comments } = parseManifest(text);
      const inside = ({ start, end }: Range) => 0 <= start && start <= end && end <= text.length;
      for (const directive of directives) expect(rangesOf(directive).every(inside)).toBe(true);
      expect(comments.every(inside)).toBe(true);
      for (const { range, fixes = [] } of diagnostics) {
        expect(inside(range)).toBe(true);
        for (const { edits } of fixes) expect(edits.every((edit) => inside(edit.range))).toBe(true);
      }
      const starts = directives.map(({ range }) => range.start);
      expect(starts).toEqual([...starts].sort((a, b) => a - b));
      const lines = diagnostics.map(({ range }) => text.lineAt(range.start));
      expect(lines).toEqual([...lines].sort((a, b) => a - b));
    }),
    { numRuns: 1000 },
  );
});
