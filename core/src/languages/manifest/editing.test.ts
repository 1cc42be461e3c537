import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MemoryFileSystem } from "../../platform/memory";
import { fixture, marked } from "../../testing/fixture";
import { Workspace } from "../../tree/workspace";
import type { Document } from "../language";
import { manifest } from "./index";

const hash = "0123456789abcdef".repeat(4);
const files = {
  "/t/steps/manifest": "",
  "/t/steps/hello-1.0/pass1.kaem": "",
  "/t/steps/hello-1.0/pass2.sh": "cp ${SRCDIR}/hello-1.0/files/x ../hello-1.0/y ${LOUD}\n",
  "/t/steps/hello-1.0/sources": `f http://example.org/hello-1.0.tar.gz ${hash}\n`,
  "/t/steps/hello-1.0/hello-1.0.x86.checksums": `${hash}  /usr/bin/hello\n`,
  "/t/steps/bash-2.05b/pass1.kaem": "",
  "/t/steps/extra-2/pass1.kaem": "",
  "/t/steps/extra-2/pass2.kaem": "",
  "/t/steps/later-3/pass1.sh": "",
  "/t/steps/improve/tidy.sh": "echo $LOUD $LOUDER\n",
  "/t/steps/jump/fiwix.sh": "",
  "/t/steps/SHA256SUMS.pkgs": `${hash}  hello-1.0_0.tar.bz2\n${hash}  hello-1.0.1_0.tar.bz2\n`,
  "/t/parts.rst": "hello 1.0\n=========\n\nSays ``hello``.\n\nextra 2\n=======\n\nMore.\n",
};

function open(text: string, more: Readonly<Record<string, string>> = {}) {
  const found = fixture(text);
  const workspace = new Workspace(new MemoryFileSystem({ ...files, ...more }));
  const document: Document = {
    language: "bootstrap-manifest",
    path: "/t/steps/manifest",
    text: found.text,
    workspace,
  };
  return { document, ...found };
}

describe("diagnostics of steps", () => {
  async function check(text: string, ...expected: string[]) {
    const { document } = open(text.replace(/[⟦⟧]/g, ""));
    const found = (await manifest.diagnostics!(document)).filter(
      ({ code }) => code !== "manifest/unused-folder" && code !== "step/unused-pass",
    );
    const ranges = found.map(({ range }) => range);
    expect(marked(document.text, ranges)).toBe(text);
    expect(found.map(({ code }) => code.slice("manifest/".length))).toEqual(expected);
  }

  const bash = "build: bash-2.05b\n";
  it.each([
    ["⟦improve: tidy ( CHROOT == False )⟧\n", "inactive"],
    ["⟦jump: fiwix ⟦( CHROOT == False && CHROOT == True )⟧⟧\n", "inactive", "always-false"],
    ["⟦improve: tidy ⟦( CHROOT == true )⟧⟧\n", "inactive", "always-false"],
    ["improve: tidy ⟦( CHROOT != false )⟧\n", "always-true"],
    ["improve: tidy ⟦( JOBS == 1 || JOBS != 1 )⟧\n", "always-true"],
    ["define: ⟦X⟧ = 1\ndefine: X = 2\n", "duplicate-define"],
    [`${bash}uninstall: ⟦hello-1.0⟧ /usr/bin/x\n`, "uninstall-unbuilt"],
    [`build: hello-1.0\n${bash}uninstall: ⟦hello-1.0⟧\n`, "uninstall-unbuilt"],
    [`build: extra-2\n${bash}build: ⟦extra-2⟧\n`, "other-shell"],
    [`${bash}build: ⟦later-3.1⟧\nbuild: ⟦later-3⟧\n`, "unknown-package", "shared-prefix"],
  ])("%j", (text, ...codes) => check(text, ...codes));

  it.each([
    "improve: tidy ( JOBS != 1 )\n",
    "improve: tidy ( CHROOT == True || BUILD == True )\ndefine: BUILD = ( CHROOT == True )\n".replace(
      /BUILD/g,
      "QEMU",
    ),
    "define: X = 1\ndefine: X = 2 ( CHROOT == True )\n",
    "define: X = 1\nimprove: tidy ( X == 1 )\ndefine: X = 2\n",
    `${bash}build: later-3\nuninstall: later-3\n`,
    "uninstall: hello-1.0\n",
    `build: hello-1.0\n${bash}build: hello-1.0\n`,
  ])("none for %j", (text) => check(text));

  it("names the folders that nothing builds on the first line", async () => {
    const { document } = open("# one\nbuild: hello-1.0\n");
    const all = await manifest.diagnostics!(document);
    const found = all
      .filter(({ code }) => code !== "step/unused-pass")
      .map(({ code, message, range }) => [code, message.split(";")[0], document.text.slice(range)]);
    expect(found).toEqual([
      ["manifest/unused-folder", "No line builds bash-2.05b, extra-2, later-3", "# one"],
    ]);
  });
});

describe("references and highlights", () => {
  it.each([
    [
      "build: ⟦hel‸lo-1.0⟧\nbuild: bash-2.05b\nuninstall: a ⟦hello-1.0⟧\nbuild: ⟦hello-1.0⟧ ( X == hello-1.0 )\n",
      [
        `hello-1.0/sources ${hash}`,
        "hello-1.0/hello-1.0.x86.checksums /usr/bin/hello",
        "SHA256SUMS.pkgs hello-1.0_0.tar.bz2",
      ],
    ],
    ["improve: ⟦ti‸dy⟧\nbuild: tidy\nimprove: ⟦tidy⟧\n", []],
    ["define: ⟦X⟧ = ( A == X )\nbuild: a ( ⟦‸X⟧ == 1 || ⟦X⟧ != X )\n", []],
    ["build: a ( ⟦CH‸ROOT⟧ == 1 )\n", ["bootstrap.cfg CHROOT"]],
    ["‸build: a\n", []],
  ])("%j", async (text, elsewhere) => {
    const { document, cursors, ranges } = open(text, { "/t/steps/bootstrap.cfg": "ARCH=x86\nCHROOT=True\n" });
    const found = await manifest.references!(document, cursors[0]!);
    expect(found.filter(({ path }) => path === document.path).map(({ range }) => range)).toEqual(ranges);
    const others = await Promise.all(
      found
        .filter(({ path }) => path !== document.path)
        .map(async ({ path, range }) => {
          const named = range && (await document.workspace!.text(path))?.slice(range);
          return [path.replace("/t/steps/", ""), named].filter((part) => part !== undefined).join(" ");
        }),
    );
    expect(others).toEqual(elsewhere);
    expect((await manifest.highlights!(document, cursors[0]!)).map(({ range }) => range)).toEqual(ranges);
  });
});

describe("rename", () => {
  async function renamed(text: string, to: string) {
    const { document, cursors } = open(text, { "/t/steps/bootstrap.cfg": "ARCH=x86\nLOUD=True\n" });
    const change = await manifest.rename!(document, cursors[0]!, to);
    if ("refused" in change) return change.refused;
    const texts: Record<string, string> = {};
    for (const [path, edits] of change.edits) {
      const source = path === document.path ? document.text : (await document.workspace!.text(path))!;
      let result = source.slice({ start: 0, end: source.length });
      for (const edit of [...edits].sort((a, b) => b.range.start - a.range.start)) {
        result = result.slice(0, edit.range.start) + edit.text + result.slice(edit.range.end);
      }
      texts[path.replace("/t/steps/", "")] = result;
    }
    return {
      texts,
      moves: change.moves?.map((move) => `${move.from} ${move.to}`.replaceAll("/t/steps/", "")),
    };
  }

  it("of a package takes folder, checksums and paths along", async () =>
    expect(await renamed("build: ‸hello-1.0\nbuild: hello-1.0 ( A == hello-1.0 )\n", "hallo-2")).toEqual({
      texts: {
        manifest: "build: hallo-2\nbuild: hallo-2 ( A == hello-1.0 )\n",
        "SHA256SUMS.pkgs": `${hash}  hallo-2_0.tar.bz2\n${hash}  hello-1.0.1_0.tar.bz2\n`,
        "hello-1.0/pass2.sh": "cp ${SRCDIR}/hallo-2/files/x ../hello-1.0/y ${LOUD}\n",
      },
      moves: ["hello-1.0/hello-1.0.x86.checksums hello-1.0/hallo-2.x86.checksums", "hello-1.0 hallo-2"],
    }));

  it("of a variable takes bootstrap.cfg and scripts along", async () =>
    expect(await renamed("define: LOUD = 1\nimprove: tidy ( ‸LOUD == 1 )\n", "QUIET")).toEqual({
      texts: {
        manifest: "define: QUIET = 1\nimprove: tidy ( QUIET == 1 )\n",
        "bootstrap.cfg": "ARCH=x86\nQUIET=True\n",
        "hello-1.0/pass2.sh": "cp ${SRCDIR}/hello-1.0/files/x ../hello-1.0/y ${QUIET}\n",
        "improve/tidy.sh": "echo $QUIET $LOUDER\n",
      },
      moves: undefined,
    }));

  it.each([
    ["build: ‸hello-1.0\n", "bash-1", /bash/],
    ["build: ‸hello-1.0\n", "a b", /letters, digits/],
    ["build: ‸hello-1.0\n", "extra-2", /already/],
    ["build: ‸hello-1.0\n", "x".repeat(64), /63 characters/],
    ["improve: ‸tidy\n", "x", /Only packages/],
    ["improve: tidy ( ‸CHROOT == True )\n", "X", /rootfs\.py/],
    ["define: ‸X = ( Y == 1 )\n", "Y", /already/],
    ["define: ‸X = 1\n", "1X", /letters/],
    ["define: ‸X = 1\n", "True", /is a value/],
    ["improve: tidy ( ‸X == 1 )\n", "False", /is a value/],
  ])("%j to %s is refused", async (text, to, reason) => expect(await renamed(text, to)).toMatch(reason));

  it.each([
    ["improve: tidy ( ‸CHROOT == True )\n", /rootfs\.py writes CHROOT/],
    ["define: JOBS‸ = 1\n", /rootfs\.py writes JOBS/],
    ["improve: ‸tidy\n", undefined],
    ["build: hello‸-1.0\n", "hello-1.0"],
    ["define: ‸LOUD = 1\n", "LOUD"],
  ])("of %j is offered as it is done", async (text, expected) => {
    const { document, cursors } = open(text);
    const offered = await manifest.renamable!(document, cursors[0]!);
    const done = await manifest.rename!(
      document,
      cursors[0]!,
      text.startsWith("build") ? "other-1" : "OTHER",
    );
    if (typeof expected === "string") {
      expect(offered).toMatchObject({ name: expected });
      expect("refused" in done).toBe(false);
    } else {
      expect("refused" in done).toBe(true);
      if (expected === undefined) expect(offered).toBeUndefined();
      else {
        expect(offered).toEqual(done);
        expect(offered).toMatchObject({ refused: expect.stringMatching(expected) as string });
      }
    }
  });
});

describe("completion", () => {
  it.each([
    ["‸", "build: improve: define: jump: uninstall:"],
    ["bu‸\n", "build: improve: define: jump: uninstall:"],
    ["build: ‸\n", "bash-2.05b extra-2 hello-1.0 later-3"],
    ["improve: t‸\n", "tidy"],
    ["jump: ‸\n", "fiwix"],
    ["build: hello-1.0\nuninstall: ‸\n", "hello-1.0 ( … )"],
    ["define: X ‸\n", "="],
    ["define: X = ‸\n", "( … ) True False"],
    ["build: hello-1.0 ‸\n", "( … )"],
    ["build: hello-1.0 ( CHROOT ‸\n", "== !="],
    ["build: hello-1.0 ( CHROOT == ‸ )\n", "True False"],
    ["build: hello-1.0 ( CHROOT == True ‸\n", ") && ||"],
    ["build: hello-1.0 ( CHROOT == True ) ‸\n", ""],
    ["# build: ‸\n", ""],
  ])("%j", async (text, labels) => {
    const { document, cursors } = open(text);
    const found = await manifest.completion!(document, cursors[0]!);
    expect(found.map(({ label }) => label).join(" ")).toBe(labels);
  });

  it("tells the next pass, and replaces the word", async () => {
    const { document, cursors } = open("build: hello-1.0\nbuild: hel‸lo\n");
    const found = await manifest.completion!(document, cursors[0]!);
    expect(found.map(({ label, detail }) => `${label}: ${detail}`)).toContain(
      "hello-1.0: pass 2 · pass2.kaem",
    );
    expect(document.text.slice(found[0]!.range)).toBe("hello");
  });

  it("knows variables of the manifest and of rootfs.py", async () => {
    const { document, cursors } = open("define: MINE = 1\nbuild: hello-1.0 ( ‸ == 1 )\n");
    const labels = (await manifest.completion!(document, cursors[0]!)).map(({ label }) => label);
    expect(labels).toEqual(expect.arrayContaining(["MINE", "CHROOT", "MIRRORS"]));
  });
});

const phased =
  "# a\n# b\nbuild: hello-1.0\nimprove: tidy\nbuild: bash-2.05b\nbuild: hello-1.0 ( CHROOT == True )\n\n# one\nimprove: tidy\njump: fiwix ( CHROOT == False )\nbuild: extra-2\n";

it("folds phases and blocks of comments", () => {
  const shown = manifest.folding!(open(phased).document) as readonly { startLine: number; endLine: number }[];
  expect(shown.map(({ startLine, endLine }) => [startLine, endLine])).toEqual([
    [0, 1],
    [2, 4],
    [5, 8],
    [9, 10],
  ]);
});

it("shows pass and script above steps, and a way to run them", async () => {
  const found = await manifest.lenses!(open(phased).document);
  expect(found.map(({ title, arguments: given }) => `${title}${given ? JSON.stringify(given) : ""}`)).toEqual(
    [
      "pass 1 of 2 · pass1.kaem",
      'run until here[{"tree":"/t","until":"hello-1.0:1"}]',
      'run from here[{"tree":"/t","from":"hello-1.0:1"}]',
      'run until here[{"tree":"/t","until":"2"}]',
      'run from here[{"tree":"/t","from":"2"}]',
      "its only pass · pass1.kaem",
      'run until here[{"tree":"/t","until":"bash-2.05b:1"}]',
      'run from here[{"tree":"/t","from":"bash-2.05b:1"}]',
      "pass 2 of 2 · pass2.sh",
      'run until here[{"tree":"/t","until":"hello-1.0:2"}]',
      'run from here[{"tree":"/t","from":"hello-1.0:2"}]',
      'run until here[{"tree":"/t","until":"5"}]',
      'run from here[{"tree":"/t","from":"5"}]',
      "its only pass · pass1.sh",
      'run until here[{"tree":"/t","until":"extra-2:1"}]',
      'run from here[{"tree":"/t","from":"extra-2:1"}]',
    ],
  );
});

it("says nothing of only passes above a long manifest's steps", async () => {
  const lines = Array.from({ length: 2000 }, (_, index) => `build: p-${index}\n`);
  const found = await manifest.lenses!(open(`${lines.join("")}build: p-7\n`).document);
  const passes = found.map(({ title }) => title).filter((title) => !title.startsWith("run "));
  expect(passes).toEqual(["pass 1 of 2 · pass1.kaem", "pass 2 of 2 · pass2.kaem"]);
  expect(found).toHaveLength(2 * 2001 + 2);
});

it("numbers the active steps of a range", async () => {
  const { document, text } = open(phased);
  const all = await manifest.inlayHints!(document, { start: 0, end: text.length });
  expect(all.map(({ label }) => label)).toEqual([
    "step 1, pass 1",
    "step 2",
    "step 3",
    "step 4, pass 2",
    "step 5",
    "step 6",
  ]);
  expect(await manifest.inlayHints!(document, { start: 0, end: 2 })).toEqual([]);
});

it("links steps to the scripts that exist", async () => {
  const found = await manifest.links!(open(phased).document);
  expect(found.map(({ tooltip }) => tooltip)).toEqual([
    "steps/hello-1.0/pass1.kaem",
    "steps/improve/tidy.sh",
    "steps/bash-2.05b/pass1.kaem",
    "steps/hello-1.0/pass2.sh",
    "steps/improve/tidy.sh",
    "steps/jump/fiwix.sh",
  ]);
});

it("colours words by what they are", async () => {
  const { document, text } = open(
    "build: a ( X == 1 ) # c\n# d\ndefine: X = ( A != b && T )\nuninstall: a /b\n",
  );
  const found = await manifest.semanticTokens!(document);
  expect(found.map(({ range, type }) => `${text.slice(range)}:${type}`).join(" ")).toBe(
    "build::keyword a:namespace X:variable ==:operator 1:number # c:comment # d:comment define::keyword X:variable " +
      "A:variable !=:operator b:string &&:operator T:variable uninstall::keyword a:namespace /b:string".replace(
        "T:variable",
        "T:string",
      ),
  );
});

it("tells in a hover what the tree knows of a package", async () => {
  const { document, cursors } = open("build: hel‸lo-1.0\n");
  expect((await manifest.hover!(document, cursors[0]!))!.markdown.split("\n\n").slice(2)).toEqual([
    "Says `hello`.",
    "Distfiles:",
    "- `hello-1.0.tar.gz` · `0123456789abcdef…`",
    "Checksums: `hello-1.0.x86.checksums`, `hello-1.0_0.tar.bz2`",
  ]);
});

it("no service throws, and tokens are in order", async () => {
  const piece = fc.constantFrom(
    "build:",
    "define:",
    "uninstall:",
    "jump:",
    " ",
    "  ",
    "(",
    ")",
    "==",
    "&&",
    "X",
    "#",
    "\n",
    "=",
    "\t",
    "ü",
    "\r",
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(piece, fc.string()), { maxLength: 40 }),
      fc.nat(),
      async (parts, at) => {
        const { document, text } = open(parts.join("").replace(/[⟦⟧‸]/g, ""));
        const offset = at % (text.length + 1);
        await manifest.completion!(document, offset);
        await manifest.references!(document, offset);
        await manifest.highlights!(document, offset);
        await manifest.rename!(document, offset, "other");
        await manifest.lenses!(document);
        await manifest.links!(document);
        await manifest.inlayHints!(document, { start: 0, end: text.length });
        void manifest.folding!(document);
        await manifest.diagnostics!(document);
        let end = 0;
        for (const { range } of await manifest.semanticTokens!(document)) {
          expect(range.start).toBeGreaterThanOrEqual(end);
          end = range.end;
        }
      },
    ),
    { numRuns: 150 },
  );
});
