import { describe, expect, it } from "vitest";
import { MemoryFileSystem } from "../../platform/memory";
import { fixture, marked } from "../../testing/fixture";
import { Workspace } from "../../tree/workspace";
import type { Document } from "../language";
import { manifest } from "./index";

const files = {
  "/t/steps/manifest": "",
  "/t/steps/hello-1.0/pass1.kaem": "",
  "/t/steps/hello-1.0/pass2.kaem": "",
  "/t/steps/hello-1.0/pass3.sh": "",
  "/t/steps/hello-1.0/sources": "",
  "/t/steps/bash-2.05b/pass1.kaem": "",
  "/t/steps/defaults-1/sources": "",
  "/t/steps/defaults-1/mk/main.mk": "",
  "/t/steps/improve/tidy.sh": "",
  "/t/steps/jump/fiwix.sh": "",
  "/t/steps/configurator": "o /general/greeting GREETING bool False Greet\n",
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

describe("definition", () => {
  /** The marked cursor leads to these paths, ranges of the manifest itself shown as `@bytes`. */
  async function check(text: string, expected: string[], more: Readonly<Record<string, string>> = {}) {
    const { document, cursors } = open(text, more);
    const targets = await manifest.definition!(document, cursors[0]!);
    const shown = targets.map(({ path, range }) => {
      const place = path.replace("/t/steps/", "");
      return range === undefined ? place : `${place}@${range.start}-${range.end}`;
    });
    expect(shown).toEqual(expected);
  }

  const three = ["build: hello-1.0", "build: hello-1.0", "build: bash-2.05b", "build: hello-1.0"];
  it.each([
    ["build: hel‸lo-1.0\n", ["hello-1.0/pass1.kaem", "hello-1.0/sources"]],
    ["build: ‸hello-1.0\n", ["hello-1.0/pass1.kaem", "hello-1.0/sources"]],
    ["build: hello-1.0‸\n", ["hello-1.0/pass1.kaem", "hello-1.0/sources"]],
    [`${three[0]}\nbuild: ‸hello-1.0\n`, ["hello-1.0/pass2.kaem", "hello-1.0/sources"]],
    [`${three.slice(0, 3).join("\n")}\nbuild: ‸hello-1.0\n`, ["hello-1.0/pass3.sh", "hello-1.0/sources"]],
    [
      "build: hello-1.0 ( CHROOT == False )\nbuild: ‸hello-1.0\n",
      ["hello-1.0/pass1.kaem", "hello-1.0/sources"],
    ],
    ["build: bash-2.05b\nbuild: ‸defaults-1\n", ["defaults-1/sources"]],
    ["build: ‸hello-9\n", []],
    ["improve: ‸tidy\n", ["improve/tidy.sh"]],
    ["improve: ‸nothing\n", []],
    ["jump: fi‸wix ( CHROOT == True )\n", ["jump/fiwix.sh"]],
    ["uninstall: bash-2.05b hello‸-1.0\n", ["hello-1.0/sources"]],
    ["uninstall: /usr/bin/‸lex\n", []],
    ["define: X = True\nimprove: tidy ( ‸X == True )\n", ["manifest@8-9"]],
    ["‸build: hello-1.0\n", []],
    ["# ‸comment\n", []],
  ])("%j", (text, expected) => check(text, expected));

  it("finds a variable in bootstrap.cfg", () =>
    check("improve: tidy ( ‸CHROOT == True )\n", ["bootstrap.cfg@9-15"], {
      "/t/steps/bootstrap.cfg": "ARCH=x86\nCHROOT=True\n",
    }));

  it("counts passes under the configuration that the tree has", () =>
    check(
      "build: hello-1.0 ( CHROOT == False )\nbuild: ‸hello-1.0\n",
      ["hello-1.0/pass2.kaem", "hello-1.0/sources"],
      {
        "/t/steps/bootstrap.cfg": "ARCH=x86\nCHROOT=False\n",
      },
    ));
});

describe("hover", () => {
  async function hoverOf(text: string, more: Readonly<Record<string, string>> = {}) {
    const { document, cursors } = open(text, more);
    const hover = await manifest.hover!(document, cursors[0]!);
    return hover === undefined ? undefined : `${document.text.slice(hover.range)}: ${hover.markdown}`;
  }

  it.each([
    [
      "build: ‸hello-1.0\n",
      "hello-1.0: **hello-1.0** · its only pass\n\n`steps/hello-1.0/pass1.kaem`, run by kaem",
    ],
    [
      "build: hello-1.0\nbuild: ‸hello-1.0\n",
      "hello-1.0: **hello-1.0** · pass 2 of 2\n\n`steps/hello-1.0/pass2.kaem`, run by kaem",
    ],
    [
      "jump: ‸fiwix ( CHROOT == False && X == 1 )\n",
      "fiwix: **fiwix** · jump\n\n`steps/jump/fiwix.sh`, run by kaem\n\n**Not active** under the default configuration (x86, chroot): `CHROOT` is `True`, `X` is unset",
    ],
    [
      "build: bash-2.05b\nbuild: ‸defaults-1\n",
      "defaults-1: **defaults-1** · its only pass\n\n`steps/defaults-1/pass1.sh` does not exist: the defaults of helpers.sh build it",
    ],
    ["build: ‸hello-2\n", "hello-2: **hello-2** · its only pass\n\nThere is no folder `steps/hello-2`."],
    [
      "define: ‸X = ( CHROOT == True )\n",
      "X: **X** is `True` in the end, under the default configuration (x86, chroot)",
    ],
    [
      "build: hello-1.0 ( ‸JOBS == 2 )\n",
      "JOBS: **JOBS** is `2` here, under the default configuration (x86, chroot)\n\nHow many jobs `make` runs at once. The manifest sets it to 1 for the early kernels; `improve: finalize_job_count` gives it FINAL_JOBS.",
    ],
  ])("%j", async (text, expected) => expect(await hoverOf(text)).toBe(expected));

  it("explains a directive", async () =>
    expect(await hoverOf("im‸prove: tidy\n")).toMatch(/^improve:: `improve:` — Runs/));
  it("says nothing of a comment", async () => expect(await hoverOf("# ‸x\n")).toBeUndefined());
});

describe("outline", () => {
  it("lists steps with their passes, and defines", async () => {
    const { document } = open(
      "build: a\nbuild: b ( CHROOT == False )\nbuild: a\ndefine: X = ( A == 1 )\nuninstall: a b\nimprove: j\n",
    );
    const shown = (await manifest.outline!(document)).map(
      ({ name, detail, kind }) => `${kind} ${name}: ${detail ?? ""}`,
    );
    expect(shown).toEqual([
      "package a: pass 1",
      "package b: not active",
      "package a: pass 2",
      "variable X: ( A == 1 )",
      "step a b: uninstall",
      "step j: improve",
    ]);
  });

  it("nests them by phase where a manifest has more than one", async () => {
    const lines = [
      "# c",
      "build: a",
      "jump: k",
      "build: b",
      "build: bash-1",
      "",
      "build: c",
      "jump: linux",
      "improve: x",
    ];
    const { document } = open(lines.join("\n"));
    const shown = (await manifest.outline!(document)).map(
      ({ name, kind, range, children }) =>
        `${kind} ${name}: ${children!.map((child) => child.name).join(" ")} | ${document.text.slice(range).replaceAll("\n", " ")}`,
    );
    expect(shown).toEqual([
      "section kaem era: a | build: a",
      "section kaem era, from jump: k: k b bash-1 | jump: k build: b build: bash-1",
      "section bash era, from jump: k: c | build: c",
      "section bash era, from jump: linux: linux x | jump: linux improve: x",
    ]);
  });
});

describe("diagnostics of what the manifest names", () => {
  async function check(text: string, ...expected: string[]) {
    const { document } = open(text.replace(/[⟦⟧]/g, ""));
    // What is always told about steps that do nothing has tests of its own.
    const quiet = new Set(["manifest/inactive", "manifest/unused-folder", "step/unused-pass"]);
    const found = (await manifest.diagnostics!(document)).filter(({ code }) => !quiet.has(code));
    expect(
      marked(
        document.text,
        found.map(({ range }) => range),
      ),
    ).toBe(text);
    const shown = found.map(({ code, fixes }) =>
      [code.slice("manifest/".length), ...(fixes ?? []).map((fix) => fix.title)].join(": "),
    );
    expect(shown).toEqual(expected);
  }

  it.each([
    ["build: ⟦helo-1.0⟧\n", "unknown-package: Change to `hello-1.0`"],
    ["build: ⟦nonsense-7.7⟧ ( CHROOT == False )\n", "unknown-package"],
    ["build: hello-1.0\nbuild: hello-1.0\nbuild: ⟦hello-1.0⟧\n", "missing-script"],
    ["improve: ⟦tidi⟧\n", "missing-script: Change to `tidy`"],
    ["jump: ⟦linux⟧ ( CHROOT == False )\n", "missing-script"],
    ["improve: tidy ( ⟦CHROT⟧ == True )\n", "undefined-variable: Change to `CHROOT`"],
    ["improve: tidy ( ⟦LATER⟧ == True )\ndefine: LATER = 1\n", "undefined-variable"],
    ["define: ⟦ARCH⟧ = amd64\n", "cannot-redefine"],
  ])("%j", (text, ...expected) => check(text, ...expected));

  it.each([
    "build: hello-1.0\nbuild: hello-1.0\nbuild: bash-2.05b\nbuild: hello-1.0\nbuild: defaults-1\n",
    "build: hello-1.0 ( CHROOT == False )\n",
    "build: hello-1.0 ( GREETING == True )\n",
    "define: X = 1\nbuild: hello-1.0 ( X == 1 )\n",
    "uninstall: whatever /usr/bin/lex\n",
  ])("none for %j", (text) => check(text));
});

it("works without a file, and without a tree", async () => {
  const { text } = fixture("build: a\n");
  for (const path of [undefined, "/elsewhere/steps/manifest"]) {
    const workspace = path === undefined ? undefined : new Workspace(new MemoryFileSystem());
    const document: Document = { language: "bootstrap-manifest", path, text, workspace };
    expect(await manifest.diagnostics!(document)).toEqual([]);
    expect(await manifest.definition!(document, 8)).toEqual([]);
    expect((await manifest.hover!(document, 8))?.markdown).toBe("**a** · its only pass");
  }
});
