import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { nodeMachine } from "../../platform/node/machine";
import type { MachineOptions, SandboxCommand } from "../engines/engine";
import { qemuEngine } from "../engines/qemu";
import { ConsoleWatch } from "./consoleWatch";
import { qemuArguments } from "./qemuArguments";

const options: MachineOptions = {
  command: "qemu-system-x86_64",
  accelerator: "tcg",
  memory: 4096,
  cores: 2,
  interactive: false,
  jumpTimeout: 0,
};

const bytes = (text: string) => new TextEncoder().encode(text);

describe("QEMU's command line", () => {
  const raw = { path: "/i,mg", format: "raw", snapshot: false } as const;

  it("is that of rootfs.py, but for accelerator and network", () => {
    expect(qemuArguments({ kernel: undefined, options }, [raw], "tcg", true).join(" ")).toBe(
      "-accel tcg -m 4096M -smp 2 -drive file=/i,,mg,format=raw -machine kernel-irqchip=split -nic user,ipv6=off,model=e1000 -no-reboot -nographic",
    );
  });

  it("boots a kernel of the person's own", () => {
    const { length } = qemuArguments({ kernel: "/k", options }, [raw, raw], "kvm", false);
    const args = qemuArguments({ kernel: "/k", options }, [raw, raw], "kvm", false);
    expect(args.slice(length - 6)).toEqual([
      ...["-kernel", "/k", "-append"],
      "console=ttyS0 earlycon=uart8250,io,0x3f8,115200n8 root=/dev/sda1 rootfstype=ext3 init=/init rw",
      ...["-no-reboot", "-nographic"],
    ]);
    expect(args).toContain("none");
    expect(args).not.toContain("-machine");
  });

  it("has a screen and no serial console where somebody sits at it", () => {
    const args = qemuArguments(
      { kernel: undefined, options: { ...options, interactive: true } },
      [raw],
      "tcg",
      false,
    );
    expect(args).not.toContain("-nographic");
    expect(args).not.toContain("-no-reboot");
  });
});

describe("a console that goes by", () => {
  it("tells of a jump as long as nothing follows", () => {
    const watch = new ConsoleWatch();
    watch.push(bytes("kexec-fiwix: jumping to tramp"));
    watch.push(bytes("oline...\r\n"));
    expect(watch.state).toEqual({ kind: "jumping" });
    watch.push(bytes("Fiwix"));
    expect(watch.state).toBeUndefined();
  });

  it.each([
    ["a panic of Linux", "[   12.345678] Kernel panic - not syncing: Attempted to kill init!\r\n", "stopped"],
    ["a panic of Fiwix", "PANIC: in kmalloc()\r\n", "stopped"],
    ["a prompt", "make: *** [all] Error 1\r\n[TRAP - use Ctrl+D] 2 # ", "stopped"],
    ["a BIOS that finds no boot sector", "No bootable device.  Retrying in 60 seconds.\r\n", "no-boot"],
  ])("tells of %s", (_, text, kind) => {
    const watch = new ConsoleWatch();
    watch.push(bytes(text));
    expect(watch.state?.kind).toBe(kind);
  });

  it("tells of a sector that is read again and again, and not of one that was read at last", () => {
    const error = "42 10004000000000402F01000000000000";
    const watch = new ConsoleWatch();
    for (const piece of error.repeat(20).match(/.{1,80}/g)!) watch.push(bytes(`${piece}\r\n`));
    expect(watch.state).toEqual({ kind: "unreadable-disk", sector: 0x12f });
    watch.push(bytes("src\r\n./x86\r\n"));
    expect(watch.state).toBeUndefined();
  });
});

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(`${tmpdir()}/bootstrappable-qemu-`));
  writeFileSync(`${folder}/disk.img`, "");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A machine whose QEMU is a shell script, with KVM or without it. */
async function boot(script: string, changes: Partial<MachineOptions> = {}, kvm = true) {
  const program = `${folder}/qemu`;
  writeFileSync(program, `#!/bin/sh\necho $$ >> ${folder}/pids\n${script}\n`);
  chmodSync(program, 0o755);
  const told: string[] = [];
  const { resources } = nodeMachine;
  const machine = {
    ...nodeMachine,
    resources: {
      ...resources,
      usable: (path: string) => (path === "/dev/kvm" ? Promise.resolve(kvm) : resources.usable(path)),
    },
  };
  const command: SandboxCommand = {
    root: folder,
    workshop: folder,
    program: "",
    args: [],
    directory: "/",
    environment: new Map(),
    network: false,
    boot: {
      disks: [`${folder}/disk.img`],
      kernel: undefined,
      options: { ...options, command: program, ...changes },
      tell: (text) => void told.push(text),
    },
  };
  const process = await qemuEngine(machine).start(command);
  return { process, told };
}

it("can be there by its path alone", async () => {
  const find = (name: string) => Promise.resolve(name === "/opt/qemu" ? name : undefined);
  const machine = { ...nodeMachine, processes: { ...nodeMachine.processes, find } };
  expect(await qemuEngine(machine).available()).toMatchObject({ ok: false });
  expect(await qemuEngine(machine, "/opt/qemu").available()).toEqual({ ok: true });
});

async function outputOf(process: { readonly output: AsyncIterable<Uint8Array> }): Promise<string> {
  let text = "";
  for await (const piece of process.output) text += new TextDecoder().decode(piece);
  return text;
}

/** Waits until so many scripts are at work. */
async function begun(count = 1): Promise<void> {
  const pids = `${folder}/pids`;
  while (!existsSync(pids) || readFileSync(pids, "utf8").split("\n").length <= count)
    await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Whether every process that a script has written down has ended. */
async function allGone(): Promise<boolean> {
  const ids = readFileSync(`${folder}/pids`, "utf8").trim().split("\n").map(Number);
  for (let trial = 0; trial < 2000; trial++) {
    if (
      ids.every(
        (id) => !existsSync(`/proc/${id}`) || /^State:\s+Z/m.test(readFileSync(`/proc/${id}/status`, "utf8")),
      )
    )
      return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

const kvmDies = `case "$*" in
*kvm*-m*) echo begun; echo 'KVM internal error. Suberror: 1' >&2; echo 'EAX=00000004' >&2; exec sleep 100;;
esac
printf 'src\\r\\n.\\r\\nsrc\\r\\n./a\\r\\nBuild finished.\\r\\n'`;

describe.skipIf(process.platform !== "linux")("a machine", () => {
  it("starts again without KVM where that stops it, and says so", async () => {
    const { process, told } = await boot(kvmDies, { accelerator: "auto" });
    expect(await outputOf(process)).toMatch(/begun\n[^]*Build finished\./);
    await process.exit;
    expect(process.trouble!()).toBeUndefined();
    expect(told[0]).toMatch(/KVM internal error. Suberror: 1.*starts again without KVM/);
    expect(await allGone()).toBe(true);
  });

  it("fails with KVM where nothing else is wanted, and is not left hanging", async () => {
    const { process } = await boot(kvmDies, { accelerator: "kvm" });
    await outputOf(process);
    await process.exit;
    expect(process.trouble!()).toMatchObject({ code: "run/kvm-failed" });
    expect(await allGone()).toBe(true);
  });

  it("does without KVM where there is none", async () => {
    const { process, told } = await boot(kvmDies, { accelerator: "auto" }, false);
    expect(await outputOf(process)).not.toContain("begun");
    expect(told[0]).toMatch(/no \/dev\/kvm/);
  });

  it("tells when it ends before the shell in it does", async () => {
    const { process } = await boot("echo ' +> hex0 a '");
    await outputOf(process);
    await process.exit;
    expect(process.trouble!()).toMatchObject({ code: "run/machine-reset" });
  });

  it("tells in QEMU's words why it did not start", async () => {
    const { process } = await boot("echo 'qemu: no such disk' >&2; exit 1");
    await outputOf(process);
    await process.exit;
    expect(process.trouble!()?.message).toBe("QEMU ended with status 1: qemu: no such disk");
  });

  it("is given up when nothing follows a jump", async () => {
    const { process } = await boot("echo 'kexec-fiwix: jumping to trampoline...'; exec sleep 100", {
      jumpTimeout: 200,
    });
    await outputOf(process);
    await process.exit;
    expect(process.trouble!()).toMatchObject({ code: "run/machine-hangs" });
    expect(await allGone()).toBe(true);
  });

  it("is given up when nothing follows a panic, of which the log tells", async () => {
    const { process } = await boot("echo 'Kernel panic - not syncing: VFS'; exec sleep 100", {
      jumpTimeout: 200,
    });
    await outputOf(process);
    await process.exit;
    expect(process.trouble!()).toBeUndefined();
    expect(await allGone()).toBe(true);
  });

  it("is given up at once when it cannot boot, or reads the same for ever", async () => {
    for (const [said, why] of [
      ["echo 'No bootable device.'", /nothing on the disk that it can boot/],
      ["while :; do printf '42 10004000000000402F01000000000000'; done", /cannot read sector 303 /],
    ] as const) {
      const { process } = await boot(`${said}; exec sleep 100`, { jumpTimeout: 0 });
      await outputOf(process);
      await process.exit;
      expect(process.trouble!()).toMatchObject({
        code: "run/load-failed",
        message: expect.stringMatching(why) as string,
      });
    }
    expect(await allGone()).toBe(true);
  });

  it("tells a machine that is busy from one that waits", async () => {
    const busy = await boot("while :; do :; done");
    const reading = outputOf(busy.process);
    await begun();
    expect(await busy.process.silence!(" +> hex0 none out ")).toMatchObject({
      code: "run/machine-hangs",
      message: expect.stringContaining("“hex0 none out”") as string,
    });
    busy.process.kill();
    await reading;
    const idle = await boot("exec sleep 100");
    const waiting = outputOf(idle.process);
    await begun(2);
    expect(await idle.process.silence!("")).toMatchObject({ code: "run/idle" });
    idle.process.kill();
    await waiting;
    expect(await allGone()).toBe(true);
  });

  it("leaves the image of its disk as it is", async () => {
    const { process } = await boot(`for word in "$@"; do echo "$word"; done`);
    const output = await outputOf(process);
    expect(output).toMatch(/disk0\.qcow2,format=qcow2$|disk\.img,format=raw,snapshot=on$/m);
  });
});
