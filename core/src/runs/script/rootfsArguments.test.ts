import { describe, expect, it } from "vitest";
import { rootfsArguments } from "./rootfsArguments";

const read = (line: string) => rootfsArguments(line === "" ? [] : line.split(" "));

describe("what rootfs.py is told", () => {
  it("is read in each form that argparse knows", () => {
    for (const line of [
      "--qemu --arch amd64 --cores 4 --swap 1G --target t --mirrors http://a http://b",
      "-q -a amd64 --cores=4 -s 1G -t t -m http://a http://b",
      "-m http://a http://b -q -aamd64 --core 4 -s=1G -tt",
    ])
      expect(read(line)).toMatchObject({
        ...{ mode: "qemu", architecture: "amd64", target: "t", root: false, serves: false },
        options: { mode: "qemu", cores: "4", swap: 1024, mirrors: ["http://a", "http://b"] },
      });
  });

  it("tells two short names of two letters from one with a value", () => {
    expect(read("-bw -qr 100 -qk /k")).toMatchObject({ mode: "bwrap", options: { kernel: true } });
    expect(read("-c -r repo --internal-ci pass1")).toMatchObject({
      ...{ mode: "chroot", root: true },
      options: { repo: true, internalCi: "pass1" },
    });
  });

  it("names no mode where rootfs.py runs nothing", () => {
    for (const line of ["", "--help", "-c -h", "-c -q", "--nonsense"])
      expect(read(line).mode).toBeUndefined();
  });

  it("knows whether a folder is served", () => {
    expect(read("-c -m http://a file:///b").serves).toBe(true);
  });
});
