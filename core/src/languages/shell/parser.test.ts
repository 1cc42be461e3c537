import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { processorTime } from "../../testing/processorTime";
import { SourceText } from "../../text/sourceText";
import { parseShell } from "./parser";
import type { ShellScript } from "./syntax";

function parse(text: string): ShellScript {
  return parseShell(SourceText.fromString(text));
}

/** Each command as its words between bars, the assignments before it in front; without those that steer. */
function commands(text: string): string[] {
  return parse(text)
    .commands.filter(({ keyword }) => !keyword)
    .map(({ words, assignments }) =>
      [...assignments.map(({ raw }) => `(${raw})`), ...words.map(({ raw }) => raw)].join("|"),
    );
}

/** Each variable with a sign for what is done to it, and the function it is in. */
function variables(text: string): string[] {
  const { variables: found, functions } = parse(text);
  const signs = { use: "", assignment: "=", local: "local ", unset: "unset ", given: "given " };
  return found.map(
    ({ name, kind, function: index }) =>
      `${signs[kind]}${name}${index === undefined ? "" : ` in ${functions[index]!.name}`}`,
  );
}

describe("commands", () => {
  it.each([
    ["a b 'c d'\n\ne # f\n", ["a|b|'c d'", "e"]],
    ["a;b && c||d|e&f\n", ["a", "b", "c", "d", "e", "f"]],
    ["X=1 Y= a Z=2\nW=3\n", ["(X=1)|(Y=)|a|Z=2", "(W=3)"]],
    ["a \\\n  b\n", ["a|b"]],
    ["a#b c#\n", ["a#b|c#"]],
    ["if a; then b; elif ! c; then d; else e; fi\n", ["a", "b", "c", "d", "e"]],
    ["while a; do b; done; until c; do d; done\n", ["a", "b", "c", "d"]],
    ["for x in a b; do c; done\n", ["for|x|in|a|b", "c"]],
    ["a() { b; }\nfunction c { d; }\nfunction e() {\n f\n}\n", ["b", "d", "f"]],
    ["(a; b)\n", ["a", "b"]],
    ["a $(b c) d\n", ["b|c", "a|$(b c)|d"]],
    ['a "$(b "$(c)")"\n', ["c", 'b|"$(c)"', 'a|"$(b "$(c)")"']],
    ["a `b c` d\n", ["b|c", "a|`b c`|d"]],
    ["a > b 2>&1 < c; d &>e\n", ["a|b|2|1|c", "d|e"]],
    ["diff <(a) <(b)\n", ["a", "b", "diff"]],
    ["case $x in a|b) c ;; (d) e;; *) f\nesac\ng\n", ["c", "e", "f", "g"]],
    ["a $(case x in y) z;; esac) b\n", ["z", "a|$(case x in y) z;; esac)|b"]],
    ["cat <<EOF\nnot a command\nEOF\na\n", ["cat", "a"]],
    ["cat <<-'E'\n\tx\n\tE\na\n", ["cat", "a"]],
    ["cat <<A <<B\n1\nA\n2\nB\nc\n", ["cat", "c"]],
    ["a 'b\nc' d\n", ["a|'b\nc'|d"]],
    ["echo then if\n", ["echo|then|if"]],
    ["a {b,c} }\n", ["a|{b,c}|}"]],
    ["((a++))\nb\n", ["b"]],
    ['a "unterminated\n', ['a|"unterminated\n']],
    ["a $(b", ["b", "a|$(b"]],
  ])("%j", (text, expected) => expect(commands(text)).toEqual(expected));
});

describe("functions", () => {
  it("have a comment, a stretch and what stands in them", () => {
    const text = "#!/bin/sh\n# Makes a\n# thing.\nmake() {\n  if a; then { b; }; fi\n}\nc\n";
    const { functions, commands: found } = parse(text);
    expect(functions).toHaveLength(1);
    const [make] = functions;
    expect(make?.comment).toEqual(["Makes a", "thing."]);
    expect(text.slice(make!.range.start, make!.range.end)).toMatch(/^make\(\) \{[^]*\n\}$/);
    expect(
      found.filter(({ keyword }) => !keyword).map((each) => [each.words[0]?.raw, each.function]),
    ).toEqual([
      ["a", 0],
      ["b", 0],
      ["c", undefined],
    ]);
  });
});

describe("variables", () => {
  it.each([
    ["a $b ${c} \"$d\" '$e' \\$f\n", ["b", "c", "d"]],
    ["${a:-${b}} ${#c} ${!d} ${e//x/$f}\n", ["a", "b", "c", "d", "e", "f"]],
    ["a=$b\nexport c=1 d\n", ["=a", "b", "=c", "=d"]],
    [
      "f() { local a=$1 b; read c; unset d e; }\n",
      ["local a in f", "local b in f", "=c in f", "unset d in f", "unset e in f"],
    ],
    ["unset -f src_get\n", []],
    ["for a in $b; do :; done\n", ["=a", "b"]],
    ["a $((b + 1)) $(c $d)\n", ["b", "d"]],
    ["cat <<E\n$a\nE\ncat <<'E'\n$b\nE\n", ["a"]],
    ["a $@ $1 ${1} $? $$ $\n", []],
    ["a='x' b+=y\n", ["=a", "=b"]],
    ["a=1 b=2 c $a\n", ["given a", "given b", "a"]],
  ])("%j", (text, expected) => expect(variables(text)).toEqual(expected));
});

it("lines that a script writes and that set something", () => {
  const { written, text } = parse(
    "cat >> /steps/env <<- 'EOF'\nexport A=${B}\n C=1\nd\nEOF\ncat <<E\nF=1\nE\necho G=1 > f\necho \"H=2\" >>f\necho I=1\n",
  );
  expect(written.map(({ name, range, file }) => [name, text.slice(range), file])).toEqual([
    ["A", "A", "/steps/env"],
    ["C", "C", "/steps/env"],
    ["G", "G", "f"],
    ["H", "H", "f"],
  ]);
});

it("reads anything", () => {
  const piece = fc.constantFrom(
    ..."a A=1 ( ) { } ; ;; & | < << <<E > $ ${ $( $(( )) ` ' \" \\ # = if then fi case in esac for do done function".split(
      " ",
    ),
    "\n",
    "\nE\n",
    " ",
    "\t",
    "\r",
    "f() {",
    "ü",
  );
  fc.assert(
    fc.property(
      fc.array(fc.oneof({ weight: 5, arbitrary: piece }, fc.string()), { maxLength: 60 }),
      (pieces) => {
        for (const glue of ["", " "]) {
          const { functions, commands: found, variables: named, text } = parse(pieces.join(glue));
          for (const { range } of [...functions, ...found, ...named]) {
            expect(range.start).toBeGreaterThanOrEqual(0);
            expect(range.end).toBeGreaterThanOrEqual(range.start);
            expect(range.end).toBeLessThanOrEqual(text.length);
          }
        }
      },
    ),
    { numRuns: 500 },
  );
});

it.each(["$(", "${", "`", '"$(', "((", "$((", "f() {", "case x in ", "cat <<E\n", "(", "'"])(
  "reads ten thousand of %j at once",
  (text) => {
    expect(processorTime(() => parse(text.repeat(10_000)))).toBeLessThan(2000);
  },
);
