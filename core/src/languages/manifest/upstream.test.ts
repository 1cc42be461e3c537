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

  it("gives no diagnostic", async () => {
    const text = (await workspace.text(tree.manifest))!;
    const document = { language: "bootstrap-manifest", path: tree.manifest, text, workspace } as const;
    expect(await diagnostics(document)).toEqual([]);
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
