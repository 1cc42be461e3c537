import { describe, expect, it } from "vitest";
import { nodeFileSystem } from "../../platform/node/fileSystem";
import { defaultConfiguration } from "../../tree/configuration";
import { makePlan } from "../../tree/plan";
import { treeAt } from "../../tree/tree";
import { Workspace } from "../../tree/workspace";
import { diagnostics } from "./diagnostics";
import { parseManifest } from "./parser";

/** A live-bootstrap checkout with submodules; the figures are those of the revision that LANGUAGES was measured on. */
const root = process.env["BOOTSTRAPPABLE_UPSTREAM"];

describe.skipIf(root === undefined)("upstream's manifest", () => {
  const tree = treeAt(root ?? "");
  const workspace = new Workspace(nodeFileSystem);

  it("has 205 directives, 170 builds of 137 packages", async () => {
    const { directives } = parseManifest((await workspace.text(tree.manifest))!);
    const builds = directives.flatMap((each) => (each.kind === "build" ? [each.argument!.text] : []));
    expect(directives).toHaveLength(205);
    expect(builds).toHaveLength(170);
    expect(new Set(builds).size).toBe(137);
  });

  it("gives hints alone: two folders that nothing builds, and what a chroot leaves out", async () => {
    const text = (await workspace.text(tree.manifest))!;
    const document = { language: "bootstrap-manifest", path: tree.manifest, text, workspace } as const;
    const found = await diagnostics(document);
    expect(found.filter(({ severity }) => severity !== "hint")).toEqual([]);
    const others = found.filter(({ code }) => code !== "manifest/inactive");
    expect(others.map(({ code, message }) => `${code} ${message}`)).toEqual([
      "manifest/unused-folder No line builds guile-3.0.9, perl-5.10.1; a mirror downloads their sources all the same.",
    ]);
    expect(found.length - others.length).toBe(21);
  });

  it.each([
    ["x86 in a chroot", {}],
    ["QEMU with kernel bootstrap", { CHROOT: "False", KERNEL_BOOTSTRAP: "True", QEMU: "True" }],
    ["QEMU with a kernel", { CHROOT: "False", QEMU: "True" }],
  ])("makes a plan without problems for %s", async (_, changes) => {
    const configuration = new Map([...defaultConfiguration("x86"), ...Object.entries(changes)]);
    const { problems, steps } = await makePlan(tree, workspace, configuration);
    expect(problems).toEqual([]);
    expect(steps.length).toBeGreaterThan(180);
  });
});
