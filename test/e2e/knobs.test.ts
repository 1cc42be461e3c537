import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, statfsSync, statSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildCli, canRun, mountsIn, Place } from "./runSupport";

const supported = await canRun("knobs of runs");

let place: Place;
beforeAll(async () => {
  await buildCli();
  place = new Place();
}, 120_000);
afterAll(() => place.remove());

const configuration = () => readFileSync(`${place.folder}/target/root/steps/bootstrap.cfg`, "utf8");

describe.skipIf(!supported)("the knobs of rootfs.py", () => {
  it("begin in a preseed, with the script of the tree that goes on from there", async () => {
    expect((await place.run([], "--until", "greet-1.0:1")).status).toBe(0);
    const archive = `${place.folder}/preseed.tar`;
    execFileSync("tar", ["cf", archive, "-C", `${place.folder}/target/root`, "."]);
    const without = await place.run([], "--early-preseed", archive);
    expect(without.errors).toMatch(/has no .*preseeded\.kaem.*\[run\/bad-preseed\]/);
    writeFileSync(`${place.tree}/seed/preseeded.kaem`, "/usr/bin/greet\n");
    const { status, out } = await place.run([], "--early-preseed", archive);
    expect(status).toBe(0);
    expect(out).toMatch(/ \+> \/usr\/bin\/greet *\nHello, world!\n/);
    // The tree's own steps are there, and not those that were packed.
    expect(statSync(`${place.folder}/target/root/steps/manifest`).isFile()).toBe(true);
    const other = await place.run([], "--early-preseed", archive, "--arch", "x86");
    expect(other.errors).toMatch(
      /is no root that a bootstrap for x86 was done in \[run\/bad-preseed\]|cannot run i386/,
    );
    expect((await place.run([], "--early-preseed", archive, "--resume")).status).toBe(2);
  });

  it("serve a folder as a mirror, at an address that stays", async () => {
    const words = ["--until", "seed", "--network", "--mirror", `file://${place.tree}/distfiles`];
    expect((await place.run([], ...words, "--internal-ci", "pass1")).status).toBe(0);
    const [, address] = /MIRRORS="(http:\/\/127\.0\.0\.1:\d+)"\nMIRRORS_LEN=1\n/.exec(configuration()) ?? [];
    expect(address).toBeDefined();
    expect(configuration()).toContain("INTERNAL_CI=pass1\n");
    // It is gone with the run.
    const reached = await new Promise((resolve) => {
      get(address!, () => resolve(true)).once("error", () => resolve(false));
    });
    expect(reached).toBe(false);
    expect((await place.run([], "--until", "seed", "--mirror", `${place.folder}/nowhere`)).status).toBe(2);
  });

  it("leave the configuration to the configurator only where there is somebody to ask", async () => {
    const { status, errors } = await place.run([], "--no-create-config", "--lifeline");
    expect(status).toBe(2);
    expect(errors).toMatch(/has the configurator ask somebody: run it in a terminal/);
    const words = place.words([], ["--no-create-config", "--until", "seed"]);
    execFileSync(words[0]!, words.slice(1), { input: "answers\n", env: place.environment });
    expect(configuration()).toBe("");
  });

  it("take a bootstrap.cfg that is named, but for what depends on where it runs, and leave the tree's own alone", async () => {
    const file = `${place.tree}/steps/bootstrap.cfg`;
    const machine = "CHROOT=False\nQEMU=True\nBARE_METAL=False\nDISK=sda\nKERNEL_BOOTSTRAP=True\n";
    writeFileSync(file, `ARCH=amd64\nARCH_DIR=AMD64\nJOBS=7\n${machine}`);
    try {
      const without = await place.run([], "--until", "seed");
      expect(without.out).toMatch(
        /bootstrap\.cfg \(JOBS=7\) is not used: .* --config \S*steps\/bootstrap\.cfg starts from it\.\n/,
      );
      expect(configuration()).toContain("JOBS=2\n");
      const { status, out } = await place.run([], "--until", "seed", "--config", file);
      expect([status, out.includes("is not used")]).toEqual([0, false]);
      expect(out).toContain(`${file} is for qemu; what follows from that is as it has to be here.\n`);
      const written = configuration();
      for (const line of ["JOBS=7", "CHROOT=True", "QEMU=False", "DISK=sda1", "KERNEL_BOOTSTRAP=False"])
        expect(written).toContain(`${line}\n`);
      expect((await place.run([], "--until", "seed", "--config", file, "--set", "DISK=sdb")).status).toBe(0);
      expect(configuration()).toContain("DISK=sdb\n");
    } finally {
      rmSync(file);
    }
  });

  it("cost nothing of an earlier run where they keep one from beginning", async () => {
    expect((await place.run([], "--until", "1")).status).toBe(0);
    const machine = ["--engine", "qemu", "--qemu-cmd", "/bin/false", "--arch", "amd64"];
    const { status, errors } = await place.run([], ...machine);
    expect([status, errors]).toEqual([1, expect.stringMatching(/boots x86 only.* \[image\/architecture\]/)]);
    expect((await place.run([], "--list-checkpoints")).out).toMatch(/^✓ 0 .*\n✓ 1 /);
  });

  it("put a tmpfs on the target, which stays, and is no foreign mount for the next run", async () => {
    const target = `${place.folder}/target`;
    const mounted = () => mountsIn(place.folder).map((line) => line.split(" ")[4]!);
    if (process.getuid?.() !== 0) {
      const { errors } = await place.run([], "--tmpfs", "--until", "seed");
      expect(errors).toMatch(/only root may mount a tmpfs .* \[run\/no-tmpfs\]/);
      return;
    }
    try {
      const { status, out } = await place.run([], "--tmpfs", "--tmpfs-size", "64M", "--until", "1");
      expect([status, mounted()]).toEqual([0, [target]]);
      expect(out).toContain(`The target is a tmpfs of 64 MiB, and stays one`);
      expect(statfsSync(target).blocks * statfsSync(target).bsize).toBe(64 << 20);
      expect((await place.run([], "--tmpfs", "--tmpfs-size", "96M", "--until", "2")).status).toBe(0);
      expect([mounted(), statfsSync(target).blocks * statfsSync(target).bsize]).toEqual([[target], 96 << 20]);
      expect((await place.run([], "--resume", "--until", "3")).status).toBe(0);
      execFileSync("mount", ["-t", "tmpfs", "other", `${target}/root/tmp`]);
      expect((await place.run([], "--resume")).errors).toContain(`${target}/root/tmp is a mount point`);
      execFileSync("umount", [`${target}/root/tmp`]);
    } finally {
      for (const point of mounted().reverse()) execFileSync("umount", [point]);
    }
    // Below it lies a target as any other.
    expect((await place.run([], "--until", "seed")).status).toBe(0);
    execFileSync("mount", ["-t", "tmpfs", "other", target]);
    try {
      expect((await place.run([], "--tmpfs")).errors).toContain(`${target} is a mount point`);
    } finally {
      execFileSync("umount", [target]);
    }
    expect((await place.run([], "--tmpfs-size", "1G")).status).toBe(2);
  });
});
