import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MemoryFileSystem } from "../../platform/memory";
import type { HashFile } from "../../platform/fileHash";
import { fixture, marked } from "../../testing/fixture";
import { Workspace } from "../../tree/workspace";
import type { Document, Target } from "../language";
import { sources } from "./index";

const a = "a".repeat(64);
const b = "b".repeat(64);
const transcribed = "checksum-transcriber sources\nsha256sum -c sources.SHA256SUM\n";
const files = {
  "/t/steps/manifest":
    "build: early-1\nbuild: bash-1\nbuild: late-1\nimprove: get_network ( CHROOT == False )\nbuild: between-1\n" +
    "build: openssl-1\nbuild: curl-1\nbuild: after-1\n",
  "/t/steps/early-1/pass1.kaem": transcribed,
  "/t/steps/other-1/sources": `f http://h/shared.tgz ${b}\nf http://h/x/url ${b} renamed\nf http://h/later.tgz ${b} its-later-name\n`,
  "/t/steps/another-1/sources": `f http://h/other.tgz ${b} its-name\n`,
  "/t/distfiles/here.tgz": "four",
  "/t/distfiles/wrong.tgz": "wrong",
};

/** Not a real hash: the test says what each file has. */
const hash: HashFile = (path) =>
  Promise.resolve(path.endsWith("here.tgz") ? { sha256: a, size: 4 } : { sha256: b, size: 5 });

function open(text: string, name = "late-1", more: Readonly<Record<string, string>> = {}) {
  const found = fixture(text);
  const workspace = new Workspace(new MemoryFileSystem({ ...files, ...more }), () => undefined, { hash });
  const path = `/t/steps/${name}/sources`;
  const document: Document = { language: "bootstrap-sources", path, text: found.text, workspace };
  return { document, ...found };
}

describe("of the step", () => {
  it.each([
    [`‸f http://h/a ${a}\n`, ["manifest: late-1"], [`late-1/sources: ${a}`]],
    [
      `f http://h/n ${b}‸ renamed\n`,
      ["manifest: late-1"],
      [`other-1/sources: ${b}`, `other-1/sources: ${b}`],
    ],
  ])("%j", async (text, builds, more) => {
    const { document, cursors } = open(text);
    const plain = document.text.slice({ start: 0, end: document.text.length });
    const workspace = new Workspace(new MemoryFileSystem({ ...files, "/t/steps/late-1/sources": plain }));
    const inTree = { ...document, workspace };
    const show = async (found: readonly Target[]) =>
      Promise.all(
        found.map(async ({ path, range }) => {
          const named = (await workspace.text(path))!.slice(range!);
          return `${path.replace("/t/steps/", "")}: ${named}`;
        }),
      );
    expect(await show(await sources.definition!(inTree, cursors[0]!))).toEqual(builds);
    const found = await show(await sources.references!(inTree, cursors[0]!));
    expect(found).toEqual(expect.arrayContaining([...builds, ...more]));
  });
});

describe("diagnostics", () => {
  async function check(name: string, text: string, ...expected: string[]) {
    await checkWith({}, name, text, ...expected);
  }

  async function checkWith(
    more: Readonly<Record<string, string>>,
    name: string,
    text: string,
    ...expected: string[]
  ) {
    const { document } = open(text.replace(/[⟦⟧]/g, ""), name, more);
    const found = await sources.diagnostics!(document);
    const ranges = found.map(({ range }) => range);
    expect(marked(document.text, ranges)).toBe(text);
    const shown = found.map(({ code, fixes }) =>
      [code.replace("sources/", "").replace("step/", ""), ...(fixes ?? []).map(({ title }) => title)].join(
        ": ",
      ),
    );
    expect(shown).toEqual(expected);
  }

  it.each([
    ["late-1", `⟦http://h/a ${a}⟧\n`, "malformed-line: Insert the kind, `f`"],
    ["late-1", `⟦h⟧ http://h/a ${a}\n`, "unknown-kind"],
    ["late-1", `f http://h/a ⟦${a.toUpperCase()}⟧\n`, "malformed-hash: Write it in lower case"],
    ["late-1", `f ⟦http://h/⟧ ${a}\n`, "missing-name"],
    ["late-1", `g http://h/r~1 ⟦_⟧ ${a}\n`, "missing-name"],
    ["late-1", `g http://h/r~1 _ ${a} r.tgz\n`],
    ["late-1", `f http://h/shared.tgz ⟦${a}⟧\n`, "conflicting-hash"],
    ["late-1", `f http://h/x/url ⟦${a}⟧\n`, "conflicting-hash"],
    ["late-1", `f http://h/1/y ⟦${a}⟧\nf http://h/2/y ⟦${b}⟧\n`, "conflicting-hash", "conflicting-hash"],
    ["late-1", `f http://h/wrong.tgz ⟦${a}⟧\n`, "other-distfile: Compute the hash from the local distfile"],
    ["late-1", `f http://h/a ${a} ⟦../a⟧\n`, "unsafe-name"],
    ["late-1", `f ⟦http://h/a.part⟧ ${a}\n`, "unsafe-name"],
    ["late-1", `f http://h/a ⟦${"0".repeat(64)}⟧\n`, "placeholder-hash"],
    [
      "late-1",
      `f http://h/here.tgz ⟦⟦${"0".repeat(64)}⟧⟧\n`,
      "placeholder-hash",
      "other-distfile: Compute the hash from the local distfile",
    ],
    ["late-1", `f http://h/1/y ${a}\n⟦f http://h/1/y ${a} y⟧\n`, "repeated-line: Remove the line"],
    ["late-1", `g ⟦http://h/r⟧ http://h/a ${a}\n`, "malformed-repository"],
    ["late-1", `g ⟦~1⟧ http://h/a ${a}\n`, "malformed-repository"],
    ["late-1", `g ⟦http://h/r~⟧ http://h/a ${a}\n`, "malformed-repository"],
    ["late-1", `g ⟦h/r~1⟧ http://h/a ${a}\n`, "malformed-repository"],
    ["late-1", `f ⟦h/a⟧ ${a}\n`, "unknown-scheme"],
    ["late-1", `f ⟦htps://h/a⟧ ${a}\n`, "unknown-scheme"],
    ["late-1", `f ⟦http:h/a⟧ ${a}\n`, "unknown-scheme"],
    ["late-1", `f ⟦http://h/other.tgz⟧ ${b}\n`, "second-name"],
    ["late-1", `f http://h/a ${a} x\nf http://h/a ${a} ⟦y⟧\n`, "second-name"],
    ["early-1", `f http://h/a ${a}⟦ ⟧\n`, "early-spacing: Separate the words with single blanks"],
    ["early-1", `f http://h/a⟦  ⟧${a}\n`, "early-spacing: Separate the words with single blanks"],
    ["early-1", `f⟦\t⟧http://h/a ${a}\n`, "early-spacing: Separate the words with single blanks"],
    ["early-1", `f http://h/a ${a}\n⟦⟧\n`, "early-spacing: Remove the line"],
    ["early-1", `⟦g⟧ http://h/r~1 http://h/a ${a}\n`, "early-git"],
  ])("in %s %j", (name, text, ...codes) => check(name, text, ...codes));

  it("of a last line without newline, where kaem builds", () =>
    check("early-1", `f http://h/${a.slice(0, 4)} ${a} ⟦n⟧`, "early-spacing: End the file with a newline"));

  it.each([
    ["late-1", `f http://h/a  ${a} \n\nf\thttp://h/b ${b}`],
    ["late-1", `f http://h/here.tgz ${a}\n`],
    ["late-1", `f http://h/other.tgz ${b} its-name\nf http://h/later.tgz ${b}\n`],
    ["late-1", `f http://h/1/p ${a} x\nf http://h/2/p ${a} y\n`],
    ["late-1", `g git@h:r.git~v1 http://h/a ${a}\ng /srv/r.git~1 http://h/b ${b}\n`],
    ["late-1", `g git://h/~user/r~1 http://h/a ${a}\n`],
    ["late-1", `f FTP://h/a ${a}\nf file:///h/b ${b}\n`],
    ["late-1", `g http://h/r~1 _ ${a} here.tgz\n`],
    ["late-1", `f http://h/1/y ${a}\nf http://mirror/y ${a}\n`],
    ["late-1", `f https://h/a ${a}\n`],
    ["after-1", `f https://h/a ${a}\n`],
    ["between-1", `f https://h/a ${a}\nf http://mirror/a ${a}\n`],
    ["between-1", `f https://h/here.tgz ${a}\n`],
    // Who has set nothing up may have mirrors.
    ["between-1", `f https://h/a ${a}\n`],
    ["late-1", `g http://h/r~1 _ ${a} r.tgz\n`],
  ])("none in %s %j", (name, text) => check(name, text));

  const withoutMirrors = { "/t/steps/bootstrap.cfg": "ARCH=x86\nMIRRORS_LEN=0\n" };
  const withMirrors = { "/t/steps/bootstrap.cfg": 'ARCH=x86\nMIRRORS="http://m"\nMIRRORS_LEN=1\n' };
  const external = { "/t/steps/bootstrap.cfg": "ARCH=x86\n" };

  it.each([
    ["between-1", `f ⟦https://h/a⟧ ${a}\n`, "https-too-early"],
    ["late-1", `g http://h/r~1 ⟦⟦_⟧⟧ ${a}\n`, "missing-name", "no-url"],
    ["late-1", `g http://h/r~1 ⟦_⟧ ${a} r.tgz\n`, "no-url"],
  ])("where a configuration has no mirrors, in %s %j", async (name, text, ...codes) => {
    await checkWith(withoutMirrors, name, text, ...codes);
    if (codes.length > 1) return;
    for (const more of [withMirrors, external]) await checkWith(more, name, text.replace(/[⟦⟧]/g, ""));
  });
});

it("tells what an entry is and what of it is here", async () => {
  const { document, cursors } = open(`f http://h/here.tgz ‸${a}\n`);
  expect((await sources.hover!(document, cursors[0]!))!.markdown.split("\n\n")).toEqual([
    "**here.tgz** · file",
    "From <http://h/here.tgz>",
    `SHA-256 \`${a}\``,
    "Here: verified · 4 bytes",
  ]);
});

it.each([
  ["https://github.com/o/r/archive/refs/tags/v1.0.tar.gz", "GitHub"],
  ["https://github.com/o/r/releases/download/v1.0/r-1.0.tar.gz", undefined],
  ["https://gitlab.example/o/r/-/archive/v1/r-v1.tar.gz", "GitLab"],
  ["https://git.savannah.gnu.org/cgit/r.git/snapshot/r-1.tar.gz", "cgit"],
  ["http://ftp.example/snapshot/r-1.tar.gz", undefined],
  ["http://git.example/?p=r.git;a=snapshot;h=abc;sf=tgz", "gitweb"],
  ["http://mirrors.example/gnu/autoconf-archive/archive-1.tar.gz", undefined],
])("says of %s who makes it: %s", async (url, forge) => {
  const { document } = open(`f ${url} ${a} n.tgz\n`);
  const { markdown } = (await sources.hover!(document, 3))!;
  expect(/^Made by (\S+) when/m.exec(markdown)?.[1]).toBe(forge);
});

it("shows the state of each distfile above its line, and links to it", async () => {
  const { document, text } = open(
    `f http://h/here.tgz ${a}\nf http://h/wrong.tgz ${a}\ng https://h/r.git~v1 _ ${a} r.tgz\n`,
  );
  expect((await sources.lenses!(document)).map(({ title }) => title)).toEqual([
    "Fetch all (2 missing)",
    "here.tgz · verified · 4 bytes",
    "wrong.tgz · SHA-256 differs · 5 bytes",
    "Fetch",
    "r.tgz · not in distfiles/",
    "Fetch",
  ]);
  const [all, , , one] = await sources.lenses!(document);
  expect([all, one].map((lens) => [lens?.command, lens?.arguments])).toEqual([
    ["fetchDistfiles", [{ tree: "/t", names: ["wrong.tgz", "r.tgz"] }]],
    ["fetchDistfiles", [{ tree: "/t", names: ["wrong.tgz"] }]],
  ]);
  const found = await sources.links!(document);
  expect(found.map(({ range, target }) => [text.slice(range), Object.values(target)[0] as unknown])).toEqual([
    ["http://h/here.tgz", "http://h/here.tgz"],
    [a, "/t/distfiles/here.tgz"],
    ["http://h/wrong.tgz", "http://h/wrong.tgz"],
    [a, "/t/distfiles/wrong.tgz"],
    ["https://h/r.git", "https://h/r.git"],
  ]);
  expect((await sources.outline!(document)).map(({ name }) => name)).toEqual([
    "here.tgz",
    "wrong.tgz",
    "r.tgz",
  ]);
});

it("offers the hash that a line still lacks, and to fetch what is missing", async () => {
  const offered = async (text: string) => {
    const { document, cursors } = open(text);
    const range = { start: cursors[0]!, end: cursors[0]! };
    return (await sources.actions!(document, range)).map(({ title, edits, arguments: given }) => [
      title,
      Array.isArray(edits) ? edits : given,
    ]);
  };
  const title = "Compute the hash from the local distfile";
  expect(await offered("f http://h/here.tgz‸\n")).toEqual([
    [title, [{ range: { start: 19, end: 19 }, text: ` ${a}` }]],
  ]);
  expect(await offered("g http://h/r~1 http://h/here.tgz ‸ \n")).toEqual([
    [title, [{ range: { start: 32, end: 34 }, text: ` ${a}` }]],
  ]);
  expect(await offered("f http://h/none.tgz‸\n")).toEqual([]);
  expect(await offered("f http://h/..‸\n")).toEqual([]);
  expect(await offered(`f http://h/none.tgz ${a}‸\n`)).toEqual([
    ["Fetch none.tgz", [{ tree: "/t", names: ["none.tgz"] }]],
    ["Fetch all distfiles that are missing", [{ tree: "/t", names: [] }]],
  ]);
  expect(await offered(`f http://h/here.tgz ${a}‸\n`)).toEqual([]);
});

it("completes kinds at the beginning of a line", async () => {
  const complete = async (text: string) => {
    const { document, cursors } = open(text);
    return (await sources.completion!(document, cursors[0]!)).map(({ label }) => label);
  };
  expect(await complete("‸")).toEqual(["f", "g"]);
  expect(await complete(`f http://h/a ${a}\nf‸`)).toEqual(["f", "g"]);
  expect(await complete("f ‸")).toEqual([]);
});

it("no service throws", async () => {
  const piece = fc.constantFrom("f", "g", " ", "\t", "\n", "http://h/ä", "https://h/x", a, "_", "~");
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(piece, fc.string())),
      fc.constantFrom("early-1", "between-1"),
      async (parts, name) => {
        const { document, text } = open(parts.join("").replace(/[⟦⟧‸]/g, ""), name);
        await sources.diagnostics!(document);
        await sources.hover!(document, text.length >> 1);
        await sources.lenses!(document);
        await sources.actions!(document, { start: 0, end: text.length });
        await sources.links!(document);
        await sources.completion!(document, text.length);
        let end = 0;
        for (const { range } of await sources.semanticTokens!(document)) {
          expect(range.start).toBeGreaterThanOrEqual(end);
          end = range.end;
        }
      },
    ),
    { numRuns: 200 },
  );
});
