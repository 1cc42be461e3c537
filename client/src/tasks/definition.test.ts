import { describe, expect, it } from "vitest";
import { commandLine, fault, type RunTask } from "./definition";

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
      ...{ interactive: true, configurator: true, repo: "r", swap: "1G" },
      ...{ accelerator: "tcg", qemuCommand: "q", qemuRam: 2048, size: "16G", kernel: "/k", keep: false },
    };
    expect(fault(task({ options }))).toBeUndefined();
    expect(commandLine(task({ engine: "qemu", mirrors: ["http://m"], options }), "/f")).toEqual([
      ...["run", "--engine", "qemu", "--mirror=http://m", "--cores=4", "--force-timestamps"],
      ...["--update-checksums", "--external-sources", "--build-kernels", "--interactive", "--configurator"],
      ...["--repo", "/f/r", "--swap=1G", "--accel=tcg", "--qemu-cmd=q", "--qemu-ram=2048", "--size=16G"],
      ...["--kernel", "/k", "--", "/f/t"],
    ]);
  });

  it.each([{ cores: true }, { interactive: "yes" }, { nobody: 1 }, { repo: 3 }])("refuses %j", (options) => {
    expect(fault({ ...task({}), options })).toMatch(/of "options" is no option/);
  });
});
