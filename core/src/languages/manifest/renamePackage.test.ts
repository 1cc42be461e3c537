import { describe, expect, it } from "vitest";
import { MemoryFileSystem } from "../../platform/memory";
import { nodeFileSystem } from "../../platform/node/fileSystem";
import { SourceText } from "../../text/sourceText";
import { defaultConfiguration } from "../../tree/configuration";
import { evaluateTree } from "../../tree/evaluateTree";
import { filesToCheck } from "../../tree/filesToCheck";
import { makePlan } from "../../tree/plan";
import { treeAt } from "../../tree/tree";
import { Workspace } from "../../tree/workspace";
import { languageOfPath } from "../registry";
import { manifest } from "./index";

type Files = Map<string, Uint8Array>;

const tree = treeAt("/t");
const example = new URL("../../../../examples/mini-bootstrap", import.meta.url).pathname;

/** The example, with another top folder. */
async function exampleFiles(): Promise<Files> {
  const files: Files = new Map();
  const add = async (folder: string): Promise<void> => {
    for (const { name, kind } of await nodeFileSystem.list(`${example}${folder}`)) {
      const path = `${folder}/${name}`;
      if (kind === "directory") await add(path);
      else files.set(`/t${path}`, (await nodeFileSystem.read(`${example}${path}`))!);
    }
  };
  await add("");
  return files;
}

/** The files after a rename of a package; edits are made before files move. */
async function renamed(files: Files, from: string, to: string): Promise<Files> {
  const workspace = new Workspace(new MemoryFileSystem(Object.fromEntries(files)));
  const text = new SourceText(files.get(tree.manifest)!);
  const document = { language: "bootstrap-manifest", path: tree.manifest, text, workspace } as const;
  const change = await manifest.rename!(document, text.latin1.indexOf(`build: ${from}`) + 7, to);
  if ("refused" in change) throw new Error(change.refused);
  const result = new Map(files);
  for (const [path, edits] of change.edits) {
    let edited = new SourceText(files.get(path)!).latin1;
    for (const { range, text: replacement } of [...edits].sort((a, b) => b.range.start - a.range.start))
      edited = edited.slice(0, range.start) + replacement + edited.slice(range.end);
    result.set(
      path,
      Uint8Array.from(edited, (character) => character.charCodeAt(0)),
    );
  }
  for (const move of change.moves ?? []) {
    for (const [path, bytes] of [...result]) {
      if (path !== move.from && !path.startsWith(`${move.from}/`)) continue;
      result.delete(path);
      result.set(move.to + path.slice(move.from.length), bytes);
    }
  }
  return result;
}

/** All that is said of a tree, with a name put back in the place of another. */
async function said(files: Files, name: string, former: string) {
  const workspace = new Workspace(new MemoryFileSystem(Object.fromEntries(files)));
  const findings: string[] = [];
  for await (const path of filesToCheck(workspace.files, "/t")) {
    const language = languageOfPath(path)!;
    const text = (await workspace.text(path))!;
    for (const { code, message } of await language.diagnostics!({
      language: language.id,
      path,
      text,
      workspace,
    }))
      findings.push(`${path}: ${message} [${code}]`);
  }
  const runs: string[] = [];
  const plans: string[] = [];
  for (const architecture of ["x86", "amd64"] as const) {
    const configuration = defaultConfiguration(architecture);
    const plan = await makePlan(tree, workspace, configuration);
    plans.push(...plan.steps.map((step) => `${step.name} ${step.pass ?? "-"} ${step.script ?? "-"}`));
    const result = await evaluateTree(tree, workspace, configuration);
    for (const command of result.commands) {
      const { words, program, uses, certainty, state } = command;
      const there = await Promise.all(
        uses.map(async ({ role, path }) => {
          const place = result.pathOf(command, path);
          return `${role} ${place !== undefined && (await result.fileOf(place)) !== undefined}`;
        }),
      );
      runs.push(
        [state.directory, ...words.map(String), program ?? "no program", certainty, ...there].join(" "),
      );
    }
  }
  const back = (lines: readonly string[]) => lines.map((line) => line.replaceAll(name, former)).sort();
  return {
    findings: back(findings),
    plans: back(plans),
    runs: runs.map((line) => line.replaceAll(name, former)),
  };
}

describe("a renamed package", () => {
  it.each([
    ["greet-1.0", "hello-7.1"],
    ["shout-1.0", "cry-out-2"],
    ["checksum-transcriber-1.0", "transcriber-1.0-lb1"],
  ])("of the example, %s as %s, is checked, planned and run as before", async (from, to) => {
    const before = await exampleFiles();
    const after = await renamed(before, from, to);
    const expected = await said(before, to, from);
    expect(expected.findings.filter((line) => line.includes("[kaem/"))).toEqual([]);
    expect(expected.runs.filter((line) => line.includes("sha256sum -c"))).not.toEqual([]);
    expect(await said(after, to, from)).toEqual(expected);
    const names = [...after.keys()].filter((path) => path.includes(from));
    expect(names.filter((path) => path.startsWith("/t/steps/"))).toEqual([]);
  });

  const text = (contents: string) => new TextEncoder().encode(contents);
  const step = (script: string): Files =>
    new Map([
      ["/t/steps/manifest", text("build: make-3.82\n")],
      ["/t/steps/make-3.82/pass1.kaem", text(script)],
      ["/t/steps/make-3.82/sources", text(`f http://x.org/make-3.82.tar.gz ${"0".repeat(63)}1\n`)],
      ["/t/steps/make-3.82/files/make-3.82.h", text("")],
      ["/t/steps/make-3.82/make-3.82.checksums", text("")],
      ["/t/steps/make-3.82/other.checksums", text("")],
    ]);

  it.each([
    // What the distfile is called and unpacks to stays as it is.
    [
      "ungz --file ${DISTFILES}/${pkg}.tar.gz --output ${pkg}.tar\nuntar --file ${pkg}.tar\ncd ${pkg}\ncp ${pkg}.checksums ${SRCDIR}\n",
      "ungz --file ${DISTFILES}/make-3.82.tar.gz --output make-3.82.tar\nuntar --file make-3.82.tar\ncd make-3.82\ncp ${pkg}.checksums ${SRCDIR}\n",
    ],
    [
      "untar ${DISTFILES}/${pkg}.tar.gz -I${SRCDIR}/${pkg}/x\n",
      "untar ${DISTFILES}/make-3.82.tar.gz -I${SRCDIR}/${pkg}/x\n",
    ],
    ["mkdir ${pkg}\ncd ${pkg}\nsha256sum -c ${pkg}.checksums\n", undefined],
    ["pkg=x\ncp ${DISTFILES}/${pkg}.tar.gz .\n", undefined],
    [
      "sha256sum -c make-3.82.checksums other.checksums\n",
      "sha256sum -c gmake-4.checksums other.checksums\n",
    ],
  ])("goes on to mean what it meant: %j", async (script, expected) => {
    const after = await renamed(step(script), "make-3.82", "gmake-4");
    const result = after.get("/t/steps/gmake-4/pass1.kaem");
    expect(new TextDecoder().decode(result)).toBe(expected ?? script);
  });

  it("takes along the files that its scripts name by ${pkg}, in folders too", async () => {
    const after = await renamed(step("cp ../files/${pkg}.h .\n"), "make-3.82", "gmake-4");
    expect([...after.keys()].filter((path) => path.includes("make")).sort()).toEqual([
      "/t/steps/gmake-4/files/gmake-4.h",
      "/t/steps/gmake-4/gmake-4.checksums",
      "/t/steps/gmake-4/other.checksums",
      "/t/steps/gmake-4/pass1.kaem",
      "/t/steps/gmake-4/sources",
    ]);
  });

  it.each(["..", ".", "a", "x/y", "a..b-1", "-1", "é-1", "a~b-1"])("is not named %j", async (to) => {
    await expect(renamed(step(""), "make-3.82", to)).rejects.toThrow(/^[A-Z]/);
  });
});
