import { describe, expect, it } from "vitest";
import { commandLine, fault, type BootstrapTask, type RunTask } from "./definition";

const task = (more: Partial<RunTask>): RunTask => ({
  type: "bootstrappable",
  task: "run",
  tree: "t",
  ...more,
});

describe("a run task", () => {
  it("has a property for every option of rootfs.py", () => {
    const options = {
      ...{
        cores: 4,
        forceTimestamps: true,
        updateChecksums: true,
        externalSources: true,
        buildKernels: true,
      },
      ...{ interactive: true, configurator: true, noCreateConfig: true, fetch: true },
      ...{ repo: "r", earlyPreseed: "p.tar", internalCi: "pass1", swap: "1G" },
      ...{ accelerator: "tcg", qemuCommand: "q", qemuRam: 2048, size: "16G", kernel: "/k", keep: false },
    };
    expect(fault(task({ options }))).toBeUndefined();
    expect(commandLine(task({ engine: "qemu", mirrors: ["http://m"], options }), "/f")).toEqual([
      ...["run", "--engine", "qemu", "--mirror=http://m", "--cores=4", "--force-timestamps"],
      ...["--update-checksums", "--external-sources", "--build-kernels", "--interactive", "--configurator"],
      ...["--no-create-config", "--fetch", "--repo", "/f/r", "--early-preseed", "/f/p.tar"],
      ...["--internal-ci=pass1", "--swap=1G", "--accel=tcg", "--qemu-cmd=q", "--qemu-ram=2048", "--size=16G"],
      ...["--kernel", "/k", "--", "/f/t"],
    ]);
  });

  it.each([{ cores: true }, { interactive: "yes" }, { nobody: 1 }, { repo: 3 }])("refuses %j", (options) => {
    expect(fault({ ...task({}), options })).toMatch(/of "options" is no option/);
  });
});

describe("a rootfs task", () => {
  const rootfs = { type: "bootstrappable", task: "rootfs", args: ["--bwrap", "-m", "http://m"] };

  it("tells the tree's own script what it says", () => {
    expect(fault(rootfs)).toBeUndefined();
    expect(commandLine(rootfs as BootstrapTask, "/f")).toEqual([
      ...["rootfs", "--tree", "/f", "--", "--bwrap", "-m", "http://m"],
    ]);
    expect(fault({ ...rootfs, args: "--bwrap" })).toMatch(/"args" must be a list/);
    expect(fault({ type: "bootstrappable", task: "rootfs.py" })).toMatch(
      /it can be "assemble", "run", "rootfs", "fetch" or "build-seeds"/,
    );
  });
});
