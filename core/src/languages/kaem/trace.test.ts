import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SourceText } from "../../text/sourceText";
import { kaemCallOf } from "./calls";
import { resolvePath } from "./paths";
import { fits } from "./pattern";
import { ScriptTracer, type EnterOptions } from "./trace";
import type { Dialect } from "./syntax";

/** Walks a log; each print as `script:line@depth` (line 1-based), or `?`. */
function trace(
  scripts: Record<string, string>,
  log: readonly string[],
  dialect: Dialect = "full",
  options: EnterOptions = {},
): string[] {
  const texts = new Map(Object.entries(scripts).map(([path, text]) => [path, SourceText.fromString(text)]));
  const tracer = new ScriptTracer((path) => texts.get(path));
  tracer.enter(Object.keys(scripts)[0]!, dialect, options);
  return log.map((line) => {
    const place = tracer.onEcho(line);
    return place === undefined ? "?" : `${place.script}:${place.line + 1}@${place.depth}`;
  });
}

const places = (script: string, depth: number, ...lines: number[]) =>
  lines.map((line) => `${script}:${line}@${depth}`);

describe("one script", () => {
  it("walks line by line", () =>
    expect(trace({ "/s": "# c\na b\n\nc\na b\n" }, ["a b ", "c ", "a b "])).toEqual(
      places("/s", 0, 2, 4, 5),
    ));

  it("takes logs that lost the blank at the end", () =>
    expect(trace({ "/s": 'a b\nX=" "\na ${X} c\n' }, ["a b", "X=", "a c"])).toEqual(
      places("/s", 0, 1, 2, 3),
    ));

  it("learns variables from what is printed", () => {
    const script = "A=${Z}/x\ncc ${A} 1\ncc ${B} 2\ncc ${A} 2\n";
    const log = ["A=q/x ", "cc q/x 1 ", "cc  2 ", "cc q/x 2 "];
    expect(trace({ "/s": script }, log)).toEqual(places("/s", 0, 1, 2, 3, 4));
  });

  it("knows the environment that it is given", () =>
    expect(
      trace({ "/s": "${CC} a\n${CC} b\n" }, ["tcc a", "tcc b"], "full", {
        environment: new Map([["CC", "tcc"]]),
      }),
    ).toEqual(places("/s", 0, 1, 2)));

  it("drops words that are one blank", () =>
    expect(trace({ "/s": 'F=" "\ncc ${F} a ${F}\n' }, ["F=  ", "cc a "])).toEqual(places("/s", 0, 1, 2)));

  it("may find a false condition", () => {
    const script = "if match a b; then\n    x\nelse\n    y\nfi\nz\n";
    expect(trace({ "/s": script }, ["if match a b ", "z "])).toEqual(places("/s", 0, 1, 6));
  });

  it("may find a true condition, whose else branch is printed, too", () => {
    const script = "if match a a; then\n    x\nelse\n    cd /y\n    kaem --file z\nfi\nkaem --file w\n";
    const log = ["if match a a", "then", "x", "else", "cd /y", "kaem --file z", "fi", "kaem --file w", "q"];
    expect(trace({ "/s": script, "/z": "q\n", "/w": "q\n" }, log)).toEqual([
      ...places("/s", 0, 1, 1, 2, 3, 4, 5, 6, 7),
      "/w:1@1",
    ]);
  });

  it("follows what the silent else branch set", () => {
    const script = "X=1\nif match a b; then\n    X=2\nelse\n    X=3\nfi\nuse ${X} 1\n";
    expect(trace({ "/s": script }, ["X=1", "if match a b", "use 3 1"])).toEqual(places("/s", 0, 1, 2, 7));
  });

  it("waits for set -x in a shell that is not verbose", () => {
    const script = "A=1\nif c; then\n    d\nfi\nset -ex\nB=${A}\n";
    expect(trace({ "/s": script }, ["set -ex", "B=1 "], "full", { verbose: false })).toEqual(
      places("/s", 0, 5, 6),
    );
  });

  it("takes set -x twice from one that is", () =>
    expect(trace({ "/s": "set -ex\na\n" }, ["set -ex ", "set -ex", "a "])).toEqual(places("/s", 0, 1, 1, 2)));

  it("expands aliases to anything", () =>
    expect(
      trace({ "/s": 'alias CC="tcc -static"\nCC a\nCC b\n' }, [
        "alias CC=tcc -static",
        "tcc -static a",
        "tcc -static b",
      ]),
    ).toEqual(places("/s", 0, 1, 2, 3)));

  it("leaves out what it does not know, and goes on", () =>
    expect(trace({ "/s": "a 1\nb 2\n" }, ["a 1", "stranger", "b 2", "b 2"])).toEqual([
      "/s:1@0",
      "?",
      "/s:2@0",
      "?",
    ]));

  it("finds its way again where prints are missing", () =>
    expect(trace({ "/s": "a 1\nb 2\nc 3\nd 4\n" }, ["a 1", "d 4"])).toEqual(places("/s", 0, 1, 4)));
});

describe("scripts that call scripts", () => {
  it("goes in and comes back, with the working directory", () => {
    const scripts = {
      "/steps/0.sh":
        "set -ex\ncd /steps\npkg=one-1\ncd ${pkg}\nkaem --file pass1.kaem\ncd ..\npkg=two-2\ncd ${pkg}\nkaem --file pass1.kaem\ncd ..\n",
      "/steps/one-1/pass1.kaem": "#!/bin/sh\nset -ex\ncc ${pkg}\n",
      "/steps/two-2/pass1.kaem": "#!/bin/sh\n\nset -ex\ncc ${pkg}\n",
    };
    const log = [
      "set -ex",
      "cd /steps ",
      "pkg=one-1 ",
      "cd one-1 ",
      "kaem --file pass1.kaem ",
      "set -ex",
      "cc one-1 ",
      "cd .. ",
      "pkg=two-2 ",
      "cd two-2 ",
      "kaem --file pass1.kaem ",
      "set -ex",
      "cc two-2 ",
      "cd .. ",
    ];
    expect(trace(scripts, log, "full", { verbose: false })).toEqual([
      ...places("/steps/0.sh", 0, 1, 2, 3, 4, 5),
      ...places("/steps/one-1/pass1.kaem", 1, 2, 3),
      ...places("/steps/0.sh", 0, 6, 7, 8, 9),
      ...places("/steps/two-2/pass1.kaem", 1, 3, 4),
      ...places("/steps/0.sh", 0, 10),
    ]);
  });

  it("goes from the hand-written kaem to the full one", () => {
    const scripts = {
      "/kaem.x86":
        "./seed/kaem-optional-seed ./x86/mini.kaem\n./x86/bin/kaem --verbose --strict --file ./x86/kaem.run\n",
      "/x86/mini.kaem": "./a b \\\n c\n",
      "/x86/kaem.run":
        'T="../x"\ncd sub\n${T}/bin/kaem --verbose --file more.kaem\nexec kaem --file ./after.kaem\nnever\n',
      "/sub/more.kaem": "cp a\n",
      "/sub/after.kaem": "set -x\nend\n",
    };
    const log = [
      "./seed/kaem-optional-seed ./x86/mini.kaem ",
      "./a b c ",
      "./x86/bin/kaem --verbose --strict --file ./x86/kaem.run ",
      "T=../x ",
      "cd sub ",
      "../x/bin/kaem --verbose --file more.kaem ",
      "cp a ",
      "exec kaem --file ./after.kaem ",
      "set -x",
      "end ",
    ];
    expect(trace(scripts, log, "minimal")).toEqual([
      "/kaem.x86:1@0",
      "/x86/mini.kaem:1@1",
      "/kaem.x86:2@0",
      ...places("/x86/kaem.run", 1, 1, 2, 3),
      "/sub/more.kaem:1@2",
      "/x86/kaem.run:4@1",
      ...places("/sub/after.kaem", 2, 1, 2),
    ]);
  });

  it("does without a script that it cannot read", () =>
    expect(trace({ "/s": "kaem --file gone\nb 2\n" }, ["kaem --file gone", "x", "b 2"])).toEqual([
      "/s:1@0",
      "?",
      "/s:2@0",
    ]));

  it("knows nothing without a first script", () => {
    const tracer = new ScriptTracer(() => undefined);
    expect(tracer.onEcho("a")).toBeUndefined();
    tracer.enter("/s", "full");
    expect(tracer.onEcho("a")).toBeUndefined();
  });
});

it.each([
  ["kaem --file a", { script: "a", dialect: "full", verbose: false }],
  ["./x86/bin/kaem --verbose --strict --file ./b", { script: "./b", dialect: "full", verbose: true }],
  ["kaem -f a -v", { script: "a", dialect: "full", verbose: true }],
  ["kaem", { script: "kaem.run", dialect: "full", verbose: false }],
  ["exec kaem --file c", { script: "c", dialect: "full", verbose: false }],
  ["./x/kaem-0 d", { script: "d", dialect: "minimal", verbose: true }],
  ["/bin/kaem-minimal d", { script: "d", dialect: "minimal", verbose: true }],
  ["kaem-optional-seed", undefined],
  ["kaem --file", undefined],
  ["cp kaem kaem2", undefined],
  ["hex0 a/kaem b", undefined],
  ["", undefined],
])("the script that %j calls", (words, expected) => expect(kaemCallOf(words.split(" "))).toEqual(expected));

it.each([
  ["/a/b", "c", "/a/b/c"],
  ["/a/b", "../c/./d", "/a/c/d"],
  ["/a", "/b//c/", "/b/c"],
  ["/", "..", "/"],
])("%s and %s is %s", (directory, path, expected) => expect(resolvePath(directory, path)).toBe(expected));

it("matches as a regular expression would", () => {
  const letters = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 4 });
  fc.assert(
    fc.property(
      fc.array(letters, { minLength: 1, maxLength: 4 }),
      fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 8 }),
      (pattern, line) => {
        expect(fits(line, pattern)).toBe(new RegExp(`^${pattern.join(".*")}$`).test(line));
      },
    ),
  );
});

it("never throws, whatever it is told", () => {
  const piece = fc.constantFrom(
    "a",
    "kaem --file s",
    "if",
    "fi",
    "else",
    "cd",
    "exec",
    "set -x",
    "X=",
    "${X}",
    " ",
    "\n",
    ";",
    "\\\n",
  );
  const text = fc.array(piece, { maxLength: 30 }).map((parts) => `${parts.join("")}\n`);
  fc.assert(
    fc.property(text, fc.array(fc.oneof(piece, fc.string()), { maxLength: 20 }), (script, log) => {
      const source = SourceText.fromString(script);
      const tracer = new ScriptTracer(() => source);
      tracer.enter("/s", "full");
      for (const line of log) {
        const place = tracer.onEcho(line);
        if (place !== undefined) expect(place.range.end).toBeLessThanOrEqual(source.length);
      }
    }),
  );
});
