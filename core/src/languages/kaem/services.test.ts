import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { edited } from "../../testing/edits";
import { SourceText } from "../../text/sourceText";
import type { Workspace } from "../../tree/workspace";
import type { Document, Target } from "../language";
import { kaem } from "./index";
import { openInTree } from "./testTree";

const step = "/t/steps/b-1/pass1.kaem";

/** Where targets lead: the file and what stands at the range. */
async function shown(workspace: Workspace, targets: readonly Target[]): Promise<string[]> {
  return Promise.all(
    targets.map(async ({ path, range }) => {
      const name = path.slice("/t/".length);
      const text = range === undefined ? undefined : await workspace.text(path);
      return range === undefined || text === undefined ? name : `${name}: ${text.slice(range)}`;
    }),
  );
}

describe("hover", () => {
  it.each([
    ["a ${BIN‸DIR}/x\n", /^\*\*BINDIR\*\* is `\/usr\/bin`\n\nSet in `steps\/env:1`$/],
    ["a ${pk‸g}\n", /^\*\*pkg\*\* is `b-1`/],
    ["a ${NO‸NE}\n", /^\*\*NONE\*\* is unset here: an empty argument$/],
    ["a x${NO‸NE}\n", /^\*\*NONE\*\* is unset here$/],
    ["‸X=${BINDIR}/y\n", /^\*\*X\*\* becomes `\/usr\/bin\/y`$/],
    ["X=1\nif unknown; then\nX=2\nfi\na ${‸X}\n", /^\*\*X\*\* is /],
    ["unset ‸BINDIR\n", /is removed here/],
    [
      "he‸x0 a b\n",
      /^`hex0 IN OUT`[^]*`\/usr\/bin\/hex0`, made by `seed\/seed.kaem:3`, from `seed\/stage0-posix\/x86\/mini-kaem.kaem:1`$/,
    ],
    ["‸a\n", /^`\/usr\/bin\/a`, made by `steps\/a-1\/pass1.kaem:1`$/],
    ["‸cd ..\n", /builtin of kaem/],
    ["sha256sum ‸-c x\n", /^`--check`, `-c` — /],
    ["chmod ‸755 x\n", /^`MODE` — Permissions, octal/],
    ["hex2 --architecture x8‸6 -f a\n", /^`--architecture`, `-A ARCH` — /],
    ["chmod 755 sr‸c\n", /^`\/steps\/b-1\/src` is changed/],
    [
      "kaem --file src/mo‸re.kaem\n",
      /^`\/steps\/b-1\/src\/more.kaem` is read, `steps\/b-1\/src\/more.kaem` of the tree$/,
    ],
    ["cp ${BINDIR}/‸a x\n", /made by `steps\/a-1\/pass1.kaem:1`$/],
  ])("%j", async (text, expected) => {
    const { document, cursors } = openInTree(step, text);
    expect((await kaem.hover!(document, cursors[0]!))?.markdown).toMatch(expected);
  });

  it.each(["# ‸no\n", "a\n‸\n", "\n‸\na\n"])("nothing for %j", async (text) => {
    const { document, cursors } = openInTree(step, text);
    expect(await kaem.hover!(document, cursors[0]!)).toBeUndefined();
  });

  it("does without a tree", async () => {
    const text = SourceText.fromString('X="a b"\nhex0 ${X}\n');
    const document: Document = { language: "kaem", path: undefined, text, workspace: undefined };
    expect((await kaem.hover!(document, 15))?.markdown).toBe("**X** is set to `a b`");
    expect((await kaem.hover!(document, 9))?.markdown).toMatch(/^`hex0 IN OUT`/);
  });
});

describe("definition", () => {
  it.each([
    ["a ${BIN‸DIR}/x\n", ["steps/env: BINDIR=/usr/bin"]],
    ["X=1\na ${‸X}\n", ["steps/b-1/pass1.kaem: X=1"]],
    [
      "‸hex0 a b\n",
      [
        "seed/seed.kaem: cp /x86/bin/hex0 ${BINDIR}/hex0",
        "seed/stage0-posix/x86/mini-kaem.kaem: ./bootstrap-seeds/POSIX/x86/hex0-seed ./x86/hex0.hex0 ./x86/bin/hex0",
      ],
    ],
    ["kaem --file src/mo‸re.kaem\n", ["steps/b-1/src/more.kaem"]],
    ["cp ../a-1/src/‸a.hex0 x\ncp x y\n", ["steps/a-1/src/a.hex0"]],
    ["cp src/more.kaem x\ncp ‸x y\n", ["steps/b-1/pass1.kaem: cp src/more.kaem x"]],
    ["‸nothing\n", []],
    ["# ‸a\n", []],
  ])("%j", async (text, expected) => {
    const { document, cursors, workspace } = openInTree(step, text);
    expect(await shown(workspace, await kaem.definition!(document, cursors[0]!))).toEqual(expected);
  });

  it("leads from a generated script to what it is made of", async () => {
    const text = "PATH=${BINDIR}\n/x86/bin/kaem --file /steps/‸0.sh\n";
    const { document, cursors, workspace } = openInTree("/t/seed/seed.kaem", text);
    expect(await shown(workspace, await kaem.definition!(document, cursors[0]!))).toContain("steps/manifest");
  });
});

describe("references", () => {
  it.each([
    ["X=1\na ${‸X}\n", ["pass1.kaem: X", "pass1.kaem: X"]],
    ["X=1\nkaem --file src/more.kaem\na ${‸X}\n", ["pass1.kaem: X", "pass1.kaem: X", "src/more.kaem: X"]],
    ["‸a b\n", ["pass1.kaem: a b"]],
    ["hex0 ‸b\n", []],
  ])("%j", async (text, expected) => {
    const { document, cursors, workspace } = openInTree(step, text);
    const found = await shown(workspace, await kaem.references!(document, cursors[0]!));
    expect(found.map((each) => each.replace("steps/b-1/", ""))).toEqual(expected);
  });

  it("of what a command makes are the lines that check it, by the time they do", async () => {
    const hash = "0".repeat(64);
    const list = { "/t/steps/b-1/b.checksums": `${hash}  /usr/bin/b\n${hash}  /usr/bin/other\n` };
    const at = async (before: string, after = "") => {
      const text = `${before}sha256sum -c b.checksums\n${after}`;
      const { document, cursors, workspace } = openInTree(step, text, list);
      return shown(workspace, await kaem.references!(document, cursors[0]!));
    };
    const line = ["steps/b-1/b.checksums: /usr/bin/b"];
    expect(await at("hex0 x ${BINDIR}/‸b\n")).toEqual(line);
    expect(await at("hex0 x ‸b\ncp b ${BINDIR}/b\n")).toEqual(line);
    expect(await at("hex0 x ${BINDIR}/‸b\nhex0 y ${BINDIR}/b\n")).toEqual([]);
    expect(await at("", "hex0 x ${BINDIR}/‸b\n")).toEqual([]);
  });

  it("on no word are the step's builds and hashes", async () => {
    const hash = "0".repeat(64);
    const more = {
      "/t/steps/b-1/sources": `f http://h/x ${hash}\n`,
      "/t/steps/b-1/b.checksums": `${hash}  /usr/bin/b\n`,
      "/t/steps/SHA256SUMS.pkgs": `${hash}  b-1_0.tar.bz2\n${hash}  c-1_0.tar.bz2\n`,
    };
    const { document, cursors, workspace } = openInTree(step, "# B‸\na b\n", more);
    const found = await shown(workspace, await kaem.references!(document, cursors[0]!));
    expect(found).toEqual([
      "steps/manifest: b-1",
      `steps/b-1/sources: ${hash}`,
      "steps/b-1/b.checksums: /usr/bin/b",
      "steps/SHA256SUMS.pkgs: b-1_0.tar.bz2",
    ]);
  });

  it("reach over the scripts of the bootstrap", async () => {
    const { document, cursors, workspace } = openInTree(step, "a ${‸DISTFILES}\n");
    const found = await shown(workspace, await kaem.references!(document, cursors[0]!));
    expect(found).toEqual(["steps/b-1/pass1.kaem: DISTFILES", "steps/env: DISTFILES"]);
  });
});

describe("rename", () => {
  const call = "kaem --file src/more.kaem\n";

  it("changes the script and those that it calls", async () => {
    const { document, cursors, workspace } = openInTree(step, `X=1\na ‸\${X} \${X:-c}\n${call}`);
    const offset = cursors[0]! + 3;
    expect(await kaem.renamable!(document, offset)).toMatchObject({ name: "X" });
    const change = await kaem.rename!(document, offset, "NEW");
    if ("refused" in change) throw new Error(change.refused);
    const texts = await Promise.all(
      [...change.edits].map(async ([path, edits]) => {
        const text = edited((await workspace.text(path))!, edits);
        return text.slice({ start: 0, end: text.length });
      }),
    );
    expect(texts).toEqual([`NEW=1\na \${NEW} \${NEW:-c}\n${call}`, "a ${NEW}\n"]);
  });

  it.each([
    ["X=1\na ‸b\n", "Y", /no variable/],
    ["a ${‸X}\n", "Y", /does not set X/],
    ["PA‸TH=/x\n", "Y", /look for PATH/],
    ["‸X=1\n", "PATH", /look for PATH/],
    ["‸X=1\n", "1a", /letters/],
    ["‸X=1\nY=2\n", "Y", /already/],
    ["BIN‸DIR=/x\n", "Y", /set before/],
  ])("refuses %j to %s", async (text, name, reason) => {
    const { document, cursors } = openInTree(step, text);
    const change = await kaem.rename!(document, cursors[0]!, name);
    expect("refused" in change ? change.refused : "").toMatch(reason);
  });
});

describe("completion", () => {
  async function labels(text: string, path = step) {
    const { document, cursors } = openInTree(path, text);
    const found = await kaem.completion!(document, cursors[0]!);
    for (const { range } of found) expect(range.end).toBe(cursors[0]);
    return found.map(({ label }) => label);
  }

  it("offers what can be found at this point", async () => {
    const found = await labels("‸a\n");
    expect(found).toEqual(expect.arrayContaining(["cd", "if", "hex0", "kaem", "a"]));
    expect(found).not.toContain("late");
    expect(found).not.toContain("mkdir");
  });

  it.each([
    ["a ${‸}\n", ["BINDIR", "pkg"], ["a"]],
    ["X=1\na ${‸\n", ["X", "BINDIR"], []],
    ["a src/‸\n", ["more.kaem"], ["src"]],
    ["cp -‸\n", ["--verbose", "-h"], []],
    ["${BINDIR}/cp -‸\n", ["--verbose", "-h"], []],
    ["if match -‸\n", [], ["--verbose"]],
    ["a ‸b\n", ["src", "pass1.kaem"], ["cd"]],
    ["a \\\n  s‸\n", ["src"], ["cd"]],
    ["a /steps/a-1/‸\n", ["src", "pass1.kaem"], []],
    ["if ma‸\n", ["match"], []],
    ["# a‸\n", [], ["cd"]],
    ["X=‸1\n", [], []],
  ])("%j", async (text, some, none) => {
    const found = await labels(text);
    expect(found).toEqual(expect.arrayContaining(some));
    for (const label of none) expect(found).not.toContain(label);
  });

  it("closes the brace of a variable", async () => {
    const { document, cursors } = openInTree(step, "a ${BI‸\n");
    const found = await kaem.completion!(document, cursors[0]!);
    expect(found.find(({ label }) => label === "BINDIR")).toMatchObject({
      insert: "BINDIR}",
      detail: "/usr/bin",
    });
  });
});

it("links the files that exist", async () => {
  const { document } = openInTree(
    step,
    "kaem --file src/more.kaem\ncp ../a-1/src/a.hex0 gone.c\ncat ${DISTFILES}/x\n",
  );
  const found = await kaem.links!(document);
  expect(found.map(({ range, tooltip }) => [document.text.slice(range), tooltip])).toEqual([
    ["src/more.kaem", "steps/b-1/src/more.kaem"],
    ["../a-1/src/a.hex0", "steps/a-1/src/a.hex0"],
  ]);
});

it("knows who calls whom", async () => {
  const { document } = openInTree(step, "a\nkaem --file src/more.kaem\n");
  const own = (await kaem.callItem!(document, 0))!;
  expect(own).toMatchObject({ name: "pass1.kaem", detail: "steps/b-1", path: step });
  const called = (await kaem.callItem!(document, 10))!;
  expect(called.path).toBe("/t/steps/b-1/src/more.kaem");
  const from = await kaem.callsFrom!(document, own);
  expect(
    from.map(({ item, ranges }) => [item.path, ranges.map((range) => document.text.slice(range))]),
  ).toEqual([["/t/steps/b-1/src/more.kaem", ["kaem --file src/more.kaem"]]]);
  const to = await kaem.callsTo!(document, called);
  expect(to.map(({ item }) => item.path)).toEqual([step]);
  expect((await kaem.callsTo!(document, own)).map(({ item }) => item.path)).toEqual(["/t/steps/manifest"]);
});

it("never throws in a tree", async () => {
  const piece = fc.constantFrom(
    ...'if then fi X=1 unset ${X} ${BINDIR} " \\\n ; # -f hex0 catm cp a src/ kaem --file src/more.kaem cd ..'.split(
      " ",
    ),
    " ",
    "\n",
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(piece, fc.string()), { maxLength: 20 }),
      fc.nat(40),
      async (parts, at) => {
        const { document, text } = openInTree(step, parts.join("").replace(/[‸⟦⟧]/g, ""));
        const offset = Math.min(at, text.length);
        for (const service of [
          "hover",
          "definition",
          "references",
          "completion",
          "renamable",
          "callItem",
        ] as const) {
          await kaem[service]!(document, offset);
        }
        await kaem.rename!(document, offset, "NEW");
        await kaem.links!(document);
        await kaem.diagnostics!(document);
      },
    ),
    { numRuns: 100 },
  );
});
