import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MemoryFileSystem } from "../../platform/memory";
import { fixture, marked } from "../../testing/fixture";
import { SourceText } from "../../text/sourceText";
import { Workspace } from "../../tree/workspace";
import type { Document } from "../language";
import { languageOfPath } from "../registry";
import { config } from "./index";
import { knownVariables } from "./variables";
import { defaultConfiguration } from "../../tree/configuration";

const files = {
  "/t/steps/manifest": "define: OWN = ( CHROOT == True )\nimprove: tidy ( ASKED == 1 && CHROOT != False )\n",
  "/t/steps/configurator": "o /general/greeting GREETING bool False Greet\n",
  "/t/steps/bootstrap.cfg": "ARCH=x86\n",
};

function open(text: string, path = "/t/steps/bootstrap.cfg") {
  const found = fixture(text);
  const workspace = new Workspace(new MemoryFileSystem(files));
  const document: Document = { language: "bootstrap-config", path, text: found.text, workspace };
  return { document, ...found };
}

const env = "/t/steps/env";

it.each(["/t/steps/bootstrap.cfg", "/t/steps/env"])("%s is a configuration", (path) =>
  expect(languageOfPath(path)?.id).toBe("bootstrap-config"),
);

it("knows every variable that rootfs.py writes, and its value", async () => {
  expect([...defaultConfiguration("x86").keys()].filter((name) => !knownVariables.has(name))).toEqual([]);
  for (const architecture of ["x86", "amd64", "aarch64", "riscv32", "riscv64"] as const) {
    const text = [...defaultConfiguration(architecture)]
      .map(([name, value]) => `${name}=${value}\n`)
      .join("");
    expect(await config.diagnostics!(open(text).document)).toEqual([]);
  }
});

describe("diagnostics", () => {
  const lf = "Use LF line ends in the whole file";
  it.each([
    [undefined, "ARCH=x86\n⟦# note⟧\n⟦⟧\nJOBS=2\n", ["malformed-line", "malformed-line"]],
    [undefined, "ARCH=x86\nMIRRORS_LEN=1⟦2⟧", ["no-final-newline: End the file with a newline"]],
    [undefined, "ARCH=x86⟦\r⟧\nJOBS=2\r\n", [`carriage-return: ${lf}`]],
    [undefined, "ARCH=x86\n⟦JOBS = 2⟧\n", ["blank: Change to `JOBS=2`"]],
    [undefined, "ARCH=x86\n⟦JOBS=2 ⟧\n", ["blank: Change to `JOBS=2`"]],
    [undefined, "ARCH=x86\n⟦MIRRORS=http://a http://b⟧\n", ["blank"]],
    [undefined, "ARCH=x86\nCHROOT=⟦true⟧\n", ["unknown-value: Change to `True`"]],
    [undefined, "ARCH=⟦x68⟧\n", ["unknown-architecture: Change to `x86`"]],
    [undefined, "ARCH=⟦sparc⟧\nARCH_DIR=sparc\n", ["unknown-architecture"]],
    [undefined, "ARCH=x86\nARCH_DIR=⟦x68⟧\n", ["unknown-value: Change to `x86`"]],
    [undefined, "ARCH=x86\nDISK=⟦/dev/sda⟧\n", ["unknown-value"]],
    [undefined, "ARCH=x86\n⟦CHROT⟧=True\n", ["unknown-variable: Change to `CHROOT`"]],
    [undefined, "ARCH=x86\nJOBS=1\n⟦JOBS⟧=2\n", ["duplicate"]],
    [undefined, "⟦JOBS=2⟧\n", ["missing-architecture"]],
    [undefined, `ARCH=x86\nMIRRORS=${"x".repeat(2039)}⟦y⟧\n`, ["line-too-long"]],
    [undefined, `ARCH=x86\nMIRRORS=${"é".repeat(1019)}x⟦yz⟧\n`, ["line-too-long"]],
    [env, "# fine\n\nPREFIX=/us⟦r⟧", ["no-final-newline: End the file with a newline"]],
    [env, "⟦PREFIX = /usr⟧\n", ["malformed-line"]],
    [env, "⟦PREFIX=/usr local⟧\n", ["blank"]],
  ])("in %s %j", async (path, text, expected) => {
    const { document } = open(text.replace(/[⟦⟧]/g, ""), path);
    const found = await config.diagnostics!(document);
    const shown = found.map(({ code, fixes }) =>
      [code.slice("config/".length), ...(fixes ?? []).map(({ title }) => title)].join(": "),
    );
    expect(shown).toEqual(expected);
    const ranges = found.map(({ range }) => range);
    expect(marked(document.text, ranges)).toBe(text);
  });

  it("of a line that is no UTF-8", async () => {
    const bytes = Uint8Array.from(Buffer.from("ARCH=x86\nMIRRORS=\xe9\n", "latin1"));
    const document = { ...open("").document, text: new SourceText(bytes) };
    const found = await config.diagnostics!(document);
    expect(found.map(({ code, range }) => [code, range])).toEqual([
      ["config/not-utf8", { start: 9, end: 18 }],
    ]);
  });

  it.each([
    [undefined, ""],
    [undefined, `ARCH=x86\nMIRRORS=${"x".repeat(2038)}\n`],
    [undefined, 'ARCH=x86\nMIRRORS="http://a http://b"\nOWN=True\nASKED=1\nGREETING=x\nBUILD_LINUX=True\n'],
    [env, '# where\n\nPREFIX=/usr\nexport PATH=${PREFIX}/bin\nX="a b"\n'],
  ])("none in %s %j", async (path, text) =>
    expect(await config.diagnostics!(open(text, path).document)).toEqual([]),
  );
});

it("says what a variable means and can be", async () => {
  const { document, cursors } = open("ARCH=x86\nINTER‸NAL_CI=False\n");
  expect((await config.hover!(document, cursors[0]!))!.markdown.split("\n\n")).toEqual([
    "**INTERNAL_CI**",
    knownVariables.get("INTERNAL_CI")!.meaning,
    "One of `False`, `pass1` (stop at the `jump: break` of the manifest), `pass2`, `pass3`, `True`.",
    "Set by rootfs.py's `--internal-ci`.",
  ]);
});

it("leads from a variable to where it is set and tested", async () => {
  const shown = async (text: string, path?: string) => {
    const { document, cursors } = open(text, path);
    const of = (targets: readonly { path: string; range?: { start: number } }[]) =>
      targets.map((target) => `${target.path.slice("/t/steps/".length)}@${target.range?.start}`).join(" ");
    const [definition, references] = await Promise.all([
      config.definition!(document, cursors[0]!),
      config.references!(document, cursors[0]!),
    ]);
    return [of(definition), of(references)];
  };
  expect(await shown("‸CHROOT=True\n")).toEqual([
    "bootstrap.cfg@0",
    "bootstrap.cfg@0 manifest@16 manifest@63",
  ]);
  expect(await shown("‸OWN=True\n")).toEqual(["bootstrap.cfg@0 manifest@8", "bootstrap.cfg@0 manifest@8"]);
  expect(await shown("PATH=/${AR‸CH}/bin\n", env)).toEqual(["bootstrap.cfg@0", "env@8 bootstrap.cfg@0"]);
});

it("has the uses of kaem's scripts among the references", async () => {
  const { text, cursors } = fixture("BIN‸DIR=/usr/bin\n");
  const workspace = new Workspace(
    new MemoryFileSystem({
      "/t/steps/manifest": "build: a-1\n",
      "/t/steps/env": text.bytes,
      "/t/steps/a-1/pass1.kaem": "cp a ${BINDIR}/a\ncp b ${PREFIX}/b\n",
    }),
  );
  const found = await config.references!(
    { language: "bootstrap-config", path: env, text, workspace },
    cursors[0]!,
  );
  expect(found).toEqual([
    { path: env, range: { start: 0, end: 6 } },
    { path: "/t/steps/a-1/pass1.kaem", range: { start: 7, end: 13 } },
  ]);
});

it.each([
  ["ARCH=x86\nCH‸\n", /\bCHROOT\b/],
  ["ARCH=x86\nCHROOT=‸\n", /^True False$/],
  ["ARCH=‸\n", /^x86 amd64 aarch64 riscv32 riscv64$/],
  ["JOBS=‸\n", /^$/],
])("completes %j", async (text, expected) => {
  const { document, cursors } = open(text);
  const labels = (await config.completion!(document, cursors[0]!)).map(({ label }) => label);
  expect(labels.join(" ")).toMatch(expected);
  expect(labels).not.toContain("ARCH");
});

it("no service throws, and tokens are in order", async () => {
  const piece = fc.constantFrom("ARCH", "=", "\n", "\r", "ü", " ", "#", "${", "}", "x86", "PATH", '"');
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(piece, fc.string())),
      fc.constantFrom(undefined, env),
      async (parts, path) => {
        const { document, text } = open(parts.join("").replace(/[⟦⟧‸]/g, ""), path);
        const middle = text.length >> 1;
        await config.diagnostics!(document);
        await config.hover!(document, middle);
        await config.definition!(document, middle);
        await config.references!(document, middle);
        await config.highlights!(document, middle);
        await config.completion!(document, middle);
        await config.outline!(document);
        let end = 0;
        for (const { range } of await config.semanticTokens!(document)) {
          expect(range.start).toBeGreaterThanOrEqual(end);
          end = range.end;
        }
      },
    ),
    { numRuns: 200 },
  );
});
