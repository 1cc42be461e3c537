import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { saidOf, withQemu } from "../support/qemu";
import { until } from "./endless";
import { example, MachinePlace, stateOf } from "./machineSupport";
import { buildCli, bundledCli } from "./runSupport";

const withExt3 = ["mke2fs", "debugfs"].every((program) =>
  [...(process.env["PATH"] ?? "").split(":"), "/usr/sbin", "/sbin"].some((at) =>
    existsSync(`${at}/${program}`),
  ),
);

beforeAll(buildCli);

let place: MachinePlace;
let folder: string;
beforeEach(() => {
  place = new MachinePlace();
  ({ folder } = place);
});
afterEach(() => place.remove());

const start = (...options: readonly string[]) => place.start(...options);
const run = (...options: readonly string[]) => place.run(...options);
const fakeQemu = (script: string) => place.fakeQemu(script);

describe.skipIf(process.platform !== "linux")("run --engine qemu", () => {
  it.skipIf(!withQemu)(
    "boots the example, and tells what that has shown: its second stage is no kernel",
    async () => {
      const { status, stdout, stderr } = await run();
      expect(stdout).toContain("There it is. To run it takes a kernel.");
      expect(stdout).toMatch(/^Reading the disk in: \d+ %, file \d+ of \d+/m);
      expect(stdout).not.toMatch(/^src$/m);
      expect(stdout).toMatch(
        /^The machine has read in all \d+ files of its disk.* assembled 3 programs .* neither the seed phase nor a step was run\.$/m,
      );
      expect([status, stderr]).toEqual([0, ""]);
      expect(readFileSync(`${folder}/target/log`, "latin1")).toMatch(/^\u001bc/);
    },
    120_000,
  );

  it("tells at which file of its disk a machine has stopped", async () => {
    const script = "printf 'SeaBIOS\\r\\nsrc\\r\\n.\\r\\nsrc\\r\\n./AMD64\\r\\nsrc\\r\\n'";
    const { status, stderr } = await run(...fakeQemu(script));
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /the machine was at file 2 of the \d+ on its disk, \.\/AMD64: .*triple fault \[run\/machine-reset\]/,
    );
  });

  it("takes the QEMU that is named, by a path from here, too, and no words behind it", async () => {
    mkdirSync(`${folder}/a b`);
    fakeQemu("printf 'QEMU of our own\\n'");
    renameSync(`${folder}/qemu`, `${folder}/a b/qemu`);
    const named = path.relative(process.cwd(), `${folder}/a b/qemu`);
    expect((await run("--qemu-cmd", named)).stdout).toContain("QEMU of our own\n");
    const { status, stderr } = await run("--qemu-cmd", "qemu-system-x86_64 -cpu max");
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /there is no program “qemu-system-x86_64 -cpu max” \(--qemu-cmd takes .* without words for it\) \[run\/no-engine\]/,
    );
  });

  it("blames no file of the tree for a QEMU that fails", async () => {
    const refuses = fakeQemu("echo 'qemu: -accel: invalid option' >&2; exit 1");
    const { stderr } = await run(...refuses);
    expect(stderr).toMatch(/error: .* QEMU ended .* 1: qemu: -accel: invalid option \[run\/sandbox-failed\]/);
    expect(stderr).not.toContain("stage2");
  });

  it("tells a program that has led a machine astray from a QEMU that fails", async () => {
    const lines = `printf 'qemu: fatal: Trying to execute code outside RAM or ROM at 0xaf0a0000\\nEAX=00000000\\nXMM07=0\\n'`;
    const { status, stderr } = await run(...fakeQemu(`printf ' +> hex1 a b '; ${lines} >&2; kill -ABRT $$`));
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /has led the machine astray.* \(QEMU: Trying .* at 0xaf0a0000\).* in “hex1 a b” \[run\/machine-reset\]/,
    );
  });

  it("does not believe a second stage that reads another disk", async () => {
    const { stdout } = await run(...fakeQemu(`echo "$@"`));
    const image = /file=([^, ]*disk0)/.exec(stdout)![1]!;
    writeFileSync(
      `${folder}/said`,
      `${saidOf(readFileSync(`${image}.img`)).replace("251 bytes", "250 bytes")}\r\n`,
    );
    const { status, stderr } = await run(...fakeQemu(`cat ${folder}/said`));
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /hex0_x86\.hex0:1:1: error: .*makes 251 bytes, and it made 250 of it \[run\/load-failed\]/,
    );
  });

  it("puts a failure on the line that failed", async () => {
    const script = `printf 'SeaBIOS\\r\\n +> ./bootstrap-seeds/POSIX/x86/kaem-optional-seed ./x86/tools-seed-kaem.kaem \\r\\nSubprocess error\\r\\nABORTING HARD\\r\\nBuild finished.\\r\\n'`;
    const { status, stderr } = await run(...fakeQemu(script));
    expect(status).toBe(1);
    expect(stderr).toMatch(/seed\/stage0-posix\/kaem\.x86:\d+:\d+: error: the command failed/);
  });

  it("ends a machine that says nothing, with a diagnosis", async () => {
    for (const end of ["", "\\r\\n"]) {
      const silent = fakeQemu(`printf ' +> hex0 none out ${end}'; while :; do :; done`);
      const { status, stderr } = await run("--idle-timeout", "1", ...silent);
      expect(status).toBe(1);
      expect(stderr).toMatch(
        /“hex0 none out” keeps the machine busy and prints nothing[^“]*needs longer than that \[run\/machine-hangs\]/,
      );
      expect(stateOf(place.id!)).toBeUndefined();
    }
  });

  it("leaves no machine behind when it is killed, and runs again", async () => {
    const options = [...fakeQemu("echo up; exec sleep 300")];
    const child = start(...options);
    child.stdout.resume();
    await until(() => place.id !== undefined, "the machine");
    const id = place.id!;
    child.kill("SIGKILL");
    await once(child, "close");
    await until(() => stateOf(id) === undefined, "the machine's end");
    const { stderr } = await run(...fakeQemu("exit 0"));
    expect(stderr).toContain("run/machine-reset");
  });

  describe.skipIf(!withExt3)("with disks that have ext3", () => {
    const told = async (...options: readonly string[]) => {
      const { stdout } = await run(...fakeQemu(`echo "$@"`), ...options);
      return /^-accel .*$/m.exec(stdout)?.[0] ?? stdout;
    };
    const drive = (number: number) => `-drive file=${folder}/target/machine/disk${number}.qcow2,format=qcow2`;
    const inDisk = (number: number, file: string) =>
      spawnSync(process.execPath, [
        bundledCli,
        "image",
        `${folder}/target/machine/disk${number}.img`,
        "--extract",
        file,
      ]).stdout;

    it("has a second one with what is not on builder-hex0's", async () => {
      expect(await told("--external-sources")).toBe(
        `-accel tcg -m 256M -smp 2 ${drive(0)} ${drive(1)} -machine kernel-irqchip=split -nic none -no-reboot -nographic -chardev socket,id=qmp,fd=3 -mon chardev=qmp,mode=control`,
      );
      expect(inDisk(0, "steps/bootstrap.cfg").toString()).toContain("DISK=sdb1\n");
      const distfile = "distfiles/greet-1.0_x86.hex0";
      expect(inDisk(1, distfile)).toEqual(readFileSync(path.join(example, distfile)));
    });

    it("boots a kernel from one that has all", async () => {
      writeFileSync(`${folder}/vmlinuz`, "");
      writeFileSync(`${folder}/a_0.tar.bz2`, "built before");
      const kernel = ["--kernel", `${folder}/vmlinuz`, "--no-checkpoints"];
      const options = [...kernel, "--size", "2G", "--repo", folder, "--network"];
      expect(await told(...options)).toBe(
        `-accel tcg -m 256M -smp 2 ${drive(0)} -nic user,ipv6=off,model=e1000 -kernel ${folder}/vmlinuz -append console=ttyS0 earlycon=uart8250,io,0x3f8,115200n8 root=/dev/sda1 rootfstype=ext3 init=/init rw -no-reboot -nographic`,
      );
    });

    it("says what of it cannot be", async () => {
      const missing = await run(...fakeQemu("exit 0"), "--kernel", `${folder}/nothing`);
      expect(missing.stderr).toMatch(/nothing is no file: .* \[run\/no-kernel\]/);
      const other = await run("--engine", "userns", "--kernel", "vmlinuz");
      expect([other.status, other.stderr]).toEqual([
        2,
        expect.stringContaining("--kernel needs --engine qemu"),
      ]);
    });
  });

  it("says what became of a machine that was killed", async () => {
    const child = start(...fakeQemu("kill -9 $$"));
    let stderr = "";
    child.stderr.on("data", (piece: Buffer) => (stderr += piece.toString()));
    child.stdout.resume();
    const [status] = (await once(child, "close")) as [number];
    expect(status).toBe(1);
    expect(stderr).toContain("QEMU was ended by SIGKILL");
  });
});
