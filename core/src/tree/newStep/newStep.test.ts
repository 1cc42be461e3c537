import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kaem } from "../../languages/kaem/index";
import { parseManifest } from "../../languages/manifest/parser";
import { MemoryFileSystem } from "../../platform/memory";
import { linted } from "../../testing/lintedStep";
import { SourceText } from "../../text/sourceText";
import { defaultConfiguration } from "../configuration";
import { treeAt } from "../tree";
import { Workspace } from "../workspace";
import { placeInManifest } from "./manifestPlace";
import { scaffold, type NewStep, type Scaffold } from "./newStep";
import { describedIn, withSection } from "./parts";
import { parseStepName, type StepName } from "./stepName";

const tree = treeAt("/t");
const decoder = new TextDecoder();

describe("a step's name", () => {
  it.each([
    ["tcc-0.9.27", "tcc", "0.9.27"],
    ["linux-headers-4.14.341-openela", "linux-headers", "4.14.341-openela"],
    ["lwext4-1.0.0-lb1", "lwext4", "1.0.0-lb1"],
    ["perl5.004-05", "perl5.004", "05"],
    ["gtk+-2.0", "gtk+", "2.0"],
  ])("%s", (full, name, version) => expect(parseStepName(full)).toEqual({ full, name, version }));

  it.each([
    ["..", "", "a/b-1", "../a-1", "a b-1", "a-1\n", "-1", ".a-1", "a", "a-b", "a..b-1", "a-1#", "a-1("],
    [`${"a".repeat(62)}-1`],
    ["ä-1", "a-1\t", "a\\b-1", "a-$1", "a-1;rm"],
  ])("%j… is refused", (...names) => {
    for (const name of names) expect(typeof parseStepName(name)).toBe("string");
  });

  it("never leads out of its folder", () =>
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const parsed = parseStepName(text);
        if (typeof parsed !== "string") expect(text).toMatch(/^[\w.+-]{3,63}$/);
      }),
    ));
});

describe("the place in the manifest", () => {
  const manifest = "# x\nbuild: a-1\nimprove: i\nbuild: bash-2\nbuild: b-1\nbuild: a-1\njump: j\n";
  it.each<
    [
      request: { era?: "kaem" | "bash"; after?: string },
      line: number | string,
      era?: string,
      previous?: string,
    ]
  >([
    [{}, 7, "bash", "a-1:2"],
    [{ era: "bash" }, 7, "bash", "a-1:2"],
    [{ era: "kaem" }, 3, "kaem", "a-1:1"],
    [{ after: "i" }, 4, "kaem", "a-1:1"],
    [{ after: "a-1" }, 7, "bash", "a-1:2"],
    [{ after: "a-1:1" }, 3, "kaem", "a-1:1"],
    [{ after: "bash-2" }, 5, "bash", "bash-2:1"],
    [{ after: "j" }, 8, "bash", "a-1:2"],
    [{ after: "c-1" }, "the manifest has no step c-1"],
    [{ after: "i", era: "bash" }, "behind i kaem is the shell, not bash"],
  ])("%j", (request, line, era, previous) => {
    const text = SourceText.fromString(manifest);
    const place = placeInManifest(parseManifest(text), new Map(), {
      era: request.era,
      after: request.after,
    });
    if (typeof place === "string") expect(place).toBe(line);
    else {
      expect(text.lineAt(place.offset) + 1).toBe(line);
      expect([place.era, `${place.previous?.name}:${place.previous?.pass}`]).toEqual([era, previous]);
    }
  });

  it("for bash is none where no bash is built", () => {
    const place = placeInManifest(parseManifest(SourceText.fromString("build: a\n")), new Map(), {
      era: "bash",
      after: undefined,
    });
    expect(place).toBe("the manifest builds no bash, so that every step runs under kaem");
  });

  it.each(["", "# only a comment", "improve: a\n"])("of the first build of %j is kaem's", (text) => {
    const source = SourceText.fromString(text);
    const place = placeInManifest(parseManifest(source), new Map(), { era: undefined, after: undefined });
    expect(place).toEqual({
      offset: text.startsWith("improve") ? 0 : source.length,
      era: "kaem",
      previous: undefined,
    });
  });
});

describe("parts.rst", () => {
  const parts =
    "intro\n\na 1\n===\n\nOne.\n\na 1 (again)\n===========\n\nTwo.\n\nLinux kernel 4.14-x\n==========\n\nx\n";
  it.each([
    [{ name: "a-1", pass: 1 }, "One.\n\nN\n\na 1 (again)"],
    [{ name: "a-1", pass: 2 }, "Two.\n\nN\n\nLinux kernel"],
    [{ name: "a-1", pass: 9 }, "Two.\n\nN\n\nLinux kernel"],
    [{ name: "none-1", pass: 1 }, "\nx\n\nN\n"],
    [undefined, "\nx\n\nN\n"],
  ])("gets a section behind %j", (previous, expected) =>
    expect(withSection(parts, "N\n", previous)).toContain(expected),
  );
  it.each([
    ["a-1", 2],
    ["A-1", 2],
    ["linux-4.14-x", 1],
    ["linux-headers-4.14-x", 1],
    ["b-1", 0],
    ["a-2", 0],
  ])("describes %s in %i sections", (step, count) => expect(describedIn(parts, step)).toHaveLength(count));
});

const base: Readonly<Record<string, string>> = {
  "steps/manifest": "# SPDX-License-Identifier: MIT\nbuild: a-1\nbuild: bash-2\nbuild: b-1\n",
  "steps/a-1/pass1.kaem": "",
  "steps/SHA256SUMS.pkgs": `${"1".repeat(64)}  b-1_0.tar.bz2\n`,
  "parts.rst": "a 1\n===\n\nOne.\n\nb 1\n===\n\nTwo.\n",
};

const wish = (name: string, more: Partial<NewStep> = {}): NewStep => ({
  step: parseStepName(name) as StepName,
  era: undefined,
  after: undefined,
  url: undefined,
  sha256: undefined,
  licence: undefined,
  copyright: "2026 Ada",
  ...more,
});

async function scaffolded(
  files: Readonly<Record<string, string>>,
  wanted: NewStep,
  distfiles: readonly string[] = [],
): Promise<Scaffold | string> {
  const system = new MemoryFileSystem(
    Object.fromEntries(Object.entries(files).map(([path, text]) => [`/t/${path}`, text])),
  );
  return scaffold(wanted, {
    tree,
    workspace: new Workspace(system),
    configuration: defaultConfiguration("x86"),
    distfileHash: (name) =>
      Promise.resolve(distfiles.includes(name) ? { sha256: "2".repeat(64), size: 1 } : undefined),
  });
}

/** The tree behind a scaffold: path → text. */
function after(files: Readonly<Record<string, string>>, result: Scaffold | string): Record<string, string> {
  if (typeof result === "string") throw new Error(result);
  const changed = result.changes.map(({ path, bytes }) => [path.slice("/t/".length), decoder.decode(bytes)]);
  return { ...files, ...(Object.fromEntries(changed) as Record<string, string>) };
}

describe("a new step", () => {
  it("under bash has all that it needs", async () => {
    const url = "https://example.org/x/c-1.2.tar.gz";
    const result = await scaffolded(base, wish("c-1.2", { url, sha256: "3".repeat(64) }));
    const files = after(base, result);
    expect(Object.keys(files).filter((path) => !(path in base))).toEqual([
      "steps/c-1.2/sources",
      "steps/c-1.2/pass1.sh",
    ]);
    expect(files["steps/c-1.2/sources"]).toBe(`f ${url} ${"3".repeat(64)}\n`);
    expect(files["steps/c-1.2/pass1.sh"]).toMatch(
      /^# SPDX-FileCopyrightText: 2026 Ada\n#\n# SPDX-License-Identifier: MIT\n\nsrc_prepare/,
    );
    expect(files["steps/manifest"]).toBe(`${base["steps/manifest"]!}build: c-1.2\n`);
    expect(files["steps/SHA256SUMS.pkgs"]).toBe(
      `${base["steps/SHA256SUMS.pkgs"]!}${"0".repeat(64)}  c-1.2_0.tar.bz2\n`,
    );
    expect(files["parts.rst"]).toMatch(/Two\.\n\nc 1\.2\n=====\n\n``c`` is not described yet/);
    expect(typeof result !== "string" && result.todo).toEqual([
      "Fetch distfiles/c-1.2.tar.gz.",
      "Write in steps/c-1.2/pass1.sh how it is built.",
      "Put the checksum of c-1.2_0.tar.bz2 into steps/SHA256SUMS.pkgs; a run with UPDATE_CHECKSUMS=True gives it.",
      "Say in parts.rst what c is for.",
    ]);
  });

  it.each([
    ["tar.gz", "ungz --file ${DISTFILES}/c-1.tar.gz --output ${pkg}.tar"],
    ["tar.bz2", "unbz2 --file"],
    ["tar.xz", "unxz --file"],
    ["tar", "untar --file ${DISTFILES}/c-1.tar\n"],
    ["hex0", "hex0 ${DISTFILES}/c-1.hex0 ${BINDIR}/c\n"],
    ["c", "cp c ${BINDIR}/c\n"],
  ])("under kaem from a .%s is a script that kaem reads", async (ending, expected) => {
    const result = await scaffolded(
      base,
      wish("c-1", { era: "kaem", url: `http://example.org/c-1.${ending}`, licence: "CC0-1.0" }),
      [`c-1.${ending}`],
    );
    const files = after(base, result);
    const script = files["steps/c-1/pass1.kaem"]!;
    expect(script).toContain(expected);
    expect(script).toContain("# SPDX-License-Identifier: CC0-1.0\n");
    const text = SourceText.fromString(script);
    const document = { language: "kaem", path: undefined, text, workspace: undefined } as const;
    expect(await kaem.diagnostics!(document)).toEqual([]);
    expect(files["steps/manifest"]).toContain("build: a-1\nbuild: c-1\nbuild: bash-2\n");
    expect(files["steps/c-1/sources"]).toContain("2".repeat(64));
    expect(files["steps/c-1/c-1.x86.checksums"]).toBe(`${"0".repeat(64)}  /usr/bin/c\n`);
    expect(files["parts.rst"]).toContain("One.\n\nc 1\n===\n");
  });

  it("without a URL has a name for the distfile all the same", async () => {
    const files = after(base, await scaffolded(base, wish("c-1")));
    expect(files["steps/c-1/sources"]).toBe(`f _ ${"0".repeat(64)} c-1.tar.gz\n`);
  });

  it("does not take a name from a query or a fragment", async () => {
    const file = "https://example.org/c-1.tar.gz";
    const marked = after(base, await scaffolded(base, wish("c-1", { url: `${file}#sha256=a/b#c` })));
    expect(marked["steps/c-1/sources"]).toBe(`f ${file} ${"0".repeat(64)}\n`);
    const url = "https://example.org/get.php?x=/../../y";
    const files = after(base, await scaffolded(base, wish("c-1", { url: `${url}%2f` })));
    expect(files["steps/c-1/sources"]).toBe(`f ${url}%2f ${"0".repeat(64)} c-1.tar.gz\n`);
  });

  it("says which packages get another number", async () => {
    const files = { ...base, "steps/manifest": "build: bash-2\nbuild: b-1\n" };
    const result = await scaffolded(files, wish("b-1.5", { after: "bash-2" }));
    expect(typeof result !== "string" && result.todo).toContain(
      "b-1_0.tar.bz2 gets another number behind this build: correct steps/SHA256SUMS.pkgs.",
    );
  });

  it("needs no line end in what was there", async () => {
    const files = { "steps/manifest": "build: a-1" };
    expect(after(files, await scaffolded(files, wish("c-1")))["steps/manifest"]).toBe(
      "build: a-1\nbuild: c-1\n",
    );
  });

  it.each([
    ["a folder that is there", base, wish("a-1"), "steps/a-1 exists already"],
    [
      "a broken manifest",
      { "steps/manifest": "bulid: a\n" },
      wish("c-1"),
      "the manifest has errors: correct them first",
    ],
    ["no manifest", {}, wish("c-1"), "/t/steps/manifest cannot be read"],
    ["a step that is not there", base, wish("c-1", { after: "x-1" }), "the manifest has no step x-1"],
  ])("is refused for %s", async (_, files, wanted, why) => {
    expect(await scaffolded(files as Record<string, string>, wanted)).toBe(why);
  });
});

it("is linted for what is left to do, and for nothing else", async () => {
  for (const era of ["kaem", "bash"] as const) {
    const files = after(base, await scaffolded(base, wish("c-1", { era })));
    const found = await linted(files, "c-1");
    const kinds = new Set((found as string[]).map((line) => line.split(" ")[1]));
    expect([...kinds].sort()).toEqual(["step/placeholder-hash", "step/undescribed"]);
  }
});

it("neither throws, whatever the files hold", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "binary", maxLength: 200 }), async (text) => {
      const files = {
        ...base,
        "steps/manifest": `build: a-1\n${text}\n`,
        "steps/SHA256SUMS.pkgs": text,
        "steps/a-1/sources": text,
        "steps/a-1/pass1.kaem": text,
        "parts.rst": text,
      };
      await scaffolded(files, wish("c-1"));
      await linted(files, "a-1");
    }),
    { numRuns: 300 },
  );
});
