import { describe, expect, it } from "vitest";
import { parseManifest } from "../languages/manifest/parser";
import { SourceText } from "../text/sourceText";
import { MemoryFileSystem } from "../platform/memory";
import { modeOf, modes, predicateVariables, withChoice, type Choice } from "./choice";
import { defaultConfiguration } from "./configuration";
import { treeConfiguration } from "./discover";
import { treeAt } from "./tree";
import { Workspace } from "./workspace";

const base = defaultConfiguration("x86");

describe("a choice on top of a configuration", () => {
  it.each<[what: string, choice: Choice, changed: Record<string, string>]>([
    ["nothing", {}, {}],
    ["another architecture", { architecture: "aarch64" }, { ARCH: "aarch64", ARCH_DIR: "AArch64" }],
    ["bwrap, which is chroot to the tree", { mode: "bwrap" }, {}],
    ["qemu", { mode: "qemu" }, { CHROOT: "False", QEMU: "True", DISK: "sda", KERNEL_BOOTSTRAP: "True" }],
    ["qemu with a kernel", { mode: "qemu-kernel" }, { CHROOT: "False", QEMU: "True" }],
    [
      "bare metal",
      { mode: "bare-metal" },
      { CHROOT: "False", BARE_METAL: "True", DISK: "sda", KERNEL_BOOTSTRAP: "True" },
    ],
    [
      "a variable, which wins",
      { mode: "qemu", variables: { QEMU: "x", NEW: "1" } },
      {
        CHROOT: "False",
        QEMU: "x",
        DISK: "sda",
        KERNEL_BOOTSTRAP: "True",
        NEW: "1",
      },
    ],
  ])("%s", (_, choice, changed) => {
    const result = withChoice(base, choice);
    expect(Object.fromEntries(result)).toEqual({ ...Object.fromEntries(base), ...changed });
    expect([...result.keys()].slice(0, base.size)).toEqual([...base.keys()]);
  });

  it("gives the same object for the same question", () => {
    const choice: Choice = { mode: "qemu" };
    expect(withChoice(base, choice)).toBe(withChoice(base, choice));
    expect(withChoice(defaultConfiguration("amd64"), choice).get("ARCH")).toBe("amd64");
  });

  it("is found again in the configuration", () => {
    expect(modes.map((mode) => modeOf(withChoice(base, { mode })))).toEqual([
      "chroot",
      "chroot",
      "qemu",
      "qemu-kernel",
      "bare-metal",
    ]);
    expect(modeOf(new Map([["ARCH", "x86"]]))).toBeUndefined();
  });
});

it("a tree is seen under what the person chose", async () => {
  const workspace = new Workspace(
    new MemoryFileSystem({ "/t/steps/bootstrap.cfg": "ARCH=riscv64\nJOBS=7\n" }),
  );
  workspace.choices.set("/t", { architecture: "amd64" });
  const found = await treeConfiguration(workspace, treeAt("/t"));
  expect([...found.configuration]).toEqual([
    ["ARCH", "amd64"],
    ["JOBS", "7"],
    ["ARCH_DIR", "AMD64"],
  ]);
  expect(found.path).toBeUndefined();
  expect((await treeConfiguration(workspace, treeAt("/other"))).configuration.get("ARCH")).toBe("x86");
});

it("the variables that decide are those that are compared and not defined", () => {
  const text = `define: LOUD = ( CHROOT == True && SWAP != 0 )
build: a-1 ( LOUD == True )
jump: break ( CI == pass1 )
jump: break ( CI == pass2 || CHROOT == False )
build: b-1 ( True )
`;
  expect(predicateVariables(parseManifest(SourceText.fromString(text)))).toEqual([
    { name: "CHROOT", values: ["True", "False"] },
    { name: "SWAP", values: ["0"] },
    { name: "CI", values: ["pass1", "pass2"] },
  ]);
});
