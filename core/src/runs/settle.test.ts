import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { nodeMachine } from "../platform/node/machine";
import type { PlanStep } from "../tree/plan";
import { treeAt } from "../tree/tree";
import { Workspace } from "../tree/workspace";
import { settleChecksum, type SettleContext } from "./settle";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const wanted = sha256("wanted");

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(`${tmpdir()}/bootstrappable-test-`));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(`${folder}/${name}`), { recursive: true });
    writeFileSync(`${folder}/${name}`, text);
  }
}

function contextOf(step?: Partial<PlanStep>): SettleContext {
  return {
    tree: treeAt(`${folder}/t`),
    workspace: new Workspace(nodeMachine.files),
    directory: "/steps/a-1",
    unechoed: [],
    step: step as PlanStep | undefined,
    machine: nodeMachine,
    root: `${folder}/root`,
  };
}

const bash: Partial<PlanStep> = { kind: "build", name: "a-1", era: "bash" };

it("knows what was expected, and so received, of a line that is right", async () => {
  write({
    "t/steps/a-1/a.checksums": `${sha256("edited since")}  /bin/a\n`,
    "root/steps/a-1/a.checksums": `${wanted}  /bin/a\n`,
  });
  const settled = await settleChecksum(contextOf(), { name: "/bin/a", ok: true, file: "a.checksums" });
  expect(settled).toMatchObject({
    expected: wanted,
    received: wanted,
    location: { file: `${folder}/t/steps/a-1/a.checksums`, line: 1 },
  });
});

it("hashes the file where the program said no more than FAILED", async () => {
  write({ "t/steps/a-1/a.checksums": `${wanted}  b\n`, "root/steps/a-1/b": "made" });
  const settled = await settleChecksum(contextOf(), { name: "b", ok: false, file: "a.checksums" });
  expect(settled).toMatchObject({ expected: wanted, received: sha256("made") });
});

it("follows no link out of the root", async () => {
  write({ "t/steps/a-1/a.checksums": `${wanted}  b\n`, secret: "secret", "root/steps/a-1/c": "" });
  symlinkSync(`${folder}/secret`, `${folder}/root/steps/a-1/b`);
  const settled = await settleChecksum(contextOf(), { name: "b", ok: false, file: "a.checksums" });
  expect(settled.received).toBeUndefined();
});

it("finds packages and distfiles of the bash era, which no command names", async () => {
  write({
    "t/steps/SHA256SUMS.pkgs": `${wanted}  a-1_0.tar.bz2\n`,
    "t/steps/a-1/sources": `f http://h/x.tar ${wanted}\n`,
    "root/external/repo/a-1_0.tar.bz2": "package",
    "root/external/distfiles/x.tar": "distfile",
  });
  const context = contextOf(bash);
  const tarball = await settleChecksum(context, { name: "a-1_0.tar.bz2", ok: false, file: undefined });
  expect(tarball).toMatchObject({ expected: wanted, received: sha256("package"), location: { line: 1 } });
  const source = await settleChecksum(context, { name: "x.tar", ok: false, file: undefined });
  expect(source).toMatchObject({
    received: sha256("distfile"),
    location: { file: `${folder}/t/steps/a-1/sources` },
  });
  const other = await settleChecksum(contextOf(), { name: "x.tar", ok: true, file: undefined });
  expect(other).toMatchObject({ expected: undefined, received: undefined, location: undefined });
});

it("names the newest revision of a package without a checksum", async () => {
  write({
    "root/external/repo/a-1_9.tar.bz2": "old",
    "root/external/repo/a-1_10.tar.bz2": "new",
    "root/external/repo/a-1.2_11.tar.bz2": "",
  });
  const settled = await settleChecksum(contextOf(bash), {
    name: "a-1",
    ok: false,
    missing: true,
    file: undefined,
  });
  expect(settled).toMatchObject({
    name: "a-1_10.tar.bz2",
    received: sha256("new"),
    expected: undefined,
    missingFrom: `${folder}/t/steps/SHA256SUMS.pkgs`,
  });
  expect(
    (await settleChecksum(contextOf(bash), { name: "b-1", ok: false, missing: true, file: undefined })).name,
  ).toBe("b-1");
});
