import { guardedProgram } from "../../platform/guarded";
import type { Machine } from "../../platform/machine";
import type { ProcessExit, RunningProcess } from "../../platform/processes";
import type { Reason } from "../cause";
import { MachineWatch, whySilent } from "../machine/machineWatch";
import { MarkedOutput } from "../machine/markedOutput";
import { Qmp } from "../machine/qmp";
import { qemuArguments, type Drive } from "../machine/qemuArguments";
import { qemuStates } from "../machine/qemuStates";
import { RunProblem } from "../problem";
import { runProgram } from "../program";
import type { Boot, Engine, MachineStates, SandboxCommand, SandboxProcess } from "./engine";
import { SandboxError } from "./sandbox";

/** Bytes of output within which a failure of KVM is answered by beginning again without it. */
const EARLY = 1 << 20;

/** What QEMU says when KVM is not there, or does not get along with the machine. */
const kvmFailure =
  /KVM internal error[^\n]*|error: kvm run failed[^\n]*|[^\n]*(?:could not access KVM|failed to initialize kvm|kvm_init_vcpu failed)[^\n]*/i;

/** What QEMU says, before all registers, when a machine's processor is led where there is nothing (TCG; cpu_abort). */
const astray = /^qemu: fatal: (.*?)\r?$/m;

/** The program that rootfs.py takes, too. */
export const usualQemu = "qemu-system-x86_64";

/** A machine of its own, in QEMU. It is x86, whatever this one is. `program` is a name or an absolute path. */
export function qemuEngine(machine: Machine, program: string = usualQemu): Engine {
  return {
    name: "qemu",
    origin: "console",
    boots: true,
    async available() {
      if ((await machine.processes.find(program)) !== undefined) return { ok: true };
      const usual = program === usualQemu;
      return {
        ok: false,
        reason: usual ? `${program} is not installed` : `there is no program “${program}”`,
        remedy: usual
          ? "install QEMU for x86 (Debian: qemu-system-x86), or name the program with --qemu-cmd"
          : "--qemu-cmd takes the name or the path of a program, without words for it",
      };
    },
    start(command) {
      return QemuMachine.start(machine, command);
    },
    layersObstacle() {
      return Promise.resolve("a machine keeps its files to itself");
    },
    listLayers() {
      return Promise.reject(new Error("a machine has no layers"));
    },
  };
}

class QemuMachine implements SandboxProcess {
  readonly output: AsyncIterable<Uint8Array>;
  readonly exit: SandboxProcess["exit"];
  readonly states?: MachineStates;
  /** That of the QEMU which is at work, where states are kept. */
  #attached:
    { readonly qmp: Qmp; readonly output: MarkedOutput; readonly accelerator: "kvm" | "tcg" } | undefined;
  #settle: (exit: Promise<ProcessExit>) => void = () => undefined;
  #process: RunningProcess | undefined;
  #killed = false;
  /** Whether it stands still, and what lets it go on. */
  #held = false;
  #goOn: (() => void) | undefined;
  #errors = "";
  #trouble: Reason | undefined;
  readonly #watch: MachineWatch;

  private constructor(
    private readonly machine: Machine,
    private readonly command: SandboxCommand,
    private readonly boot: Boot,
    private readonly program: string,
    private readonly drives: readonly Drive[],
    private readonly accelerators: readonly ("kvm" | "tcg")[],
  ) {
    this.#watch = new MachineWatch(machine.clock, boot.options.jumpTimeout, () => this.kill());
    this.exit = new Promise((resolve) => (this.#settle = resolve));
    this.exit.catch(() => undefined);
    // What is thrown away at the end keeps nothing.
    if (boot.keeps === true && drives.every(({ format }) => format === "qcow2"))
      this.states = qemuStates(
        () => this.#attached,
        (still) => this.#watch.stand(still),
      );
    this.output = this.#run();
  }

  static async start(machine: Machine, command: SandboxCommand): Promise<QemuMachine> {
    const { boot } = command;
    if (boot === undefined) throw new Error("there is nothing to boot");
    const { accelerator, command: name } = boot.options;
    const program = await machine.processes.find(name);
    if (program === undefined)
      throw new RunProblem("run/no-engine", `there is no program “${name}” any more`);
    const drives: Drive[] = [];
    for (const [index, path] of boot.disks.entries()) {
      const overlay = overlayOf(command.workshop, index);
      const there = boot.begin !== undefined;
      drives.push(there ? overlaid(overlay) : await driveOf(machine, path, overlay));
    }
    if (boot.begin !== undefined)
      return new QemuMachine(machine, command, boot, program, drives, [boot.begin.accelerator]);
    const kvm = await machine.resources.usable("/dev/kvm");
    if (accelerator === "auto" && !kvm)
      await boot.tell("There is no /dev/kvm for this user: QEMU runs without it, which is slower.");
    const accelerators =
      accelerator === "auto" ? (kvm ? (["kvm", "tcg"] as const) : (["tcg"] as const)) : [accelerator];
    return new QemuMachine(machine, command, boot, program, drives, accelerators);
  }

  kill(): void {
    this.#killed = true;
    this.#process?.kill();
  }

  stop(): () => void {
    this.#held = true;
    this.#goOn = this.#process?.stop();
    return () => {
      this.#held = false;
      this.#goOn?.();
    };
  }

  trouble(): Reason | undefined {
    return this.#watch.trouble ?? this.#trouble;
  }

  silence(last: string): Promise<Reason | undefined> {
    return whySilent(this.machine, this.#process?.id, last);
  }

  async *#run(): AsyncIterable<Uint8Array> {
    let exit: Promise<ProcessExit> = Promise.resolve({ status: undefined, signal: "SIGKILL" });
    try {
      for (const [index, accelerator] of this.accelerators.entries()) {
        const last = index === this.accelerators.length - 1;
        yield* this.#attempt(accelerator);
        exit = this.#process!.exit;
        const failure = this.#kvmFailure(accelerator);
        if (failure === undefined || this.#killed) break;
        if (last || this.#watch.length > EARLY) {
          this.#trouble ??= { code: "run/kvm-failed", message: `${failure}: the machine has stopped` };
          break;
        }
        await this.boot.tell(
          `KVM does not get along with this machine (${failure}): it starts again without KVM, which is slower.`,
        );
      }
    } finally {
      this.#watch.stop();
      // Whoever stops reading wants nothing more of it.
      this.#process?.kill();
      this.#settle(exit.catch((error: unknown) => Promise.reject(new SandboxError(String(error)))));
    }
  }

  /** Runs QEMU once, to its end. */
  async *#attempt(accelerator: "kvm" | "tcg"): AsyncIterable<Uint8Array> {
    this.#watch.begin();
    this.#errors = "";
    const { boot, drives, command, machine } = this;
    const kept = this.states && { load: boot.begin?.state };
    const args = qemuArguments(boot, drives, accelerator, command.network, kept);
    const request = await requestOf(machine, this.program, args);
    const process = machine.processes.start({ ...request, channel: kept !== undefined });
    this.#process = process;
    if (this.#killed) process.kill();
    else if (this.#held) this.#goOn = process.stop();
    const listening = this.#listen(process, accelerator);
    for await (const piece of this.#attach(process, accelerator)) {
      this.#watch.push(piece);
      yield piece;
    }
    await listening;
    const exit = await process.exit.catch(() => undefined);
    const known = this.#killed || this.#trouble !== undefined;
    if (exit !== undefined && this.#kvmFailure(accelerator) === undefined && !known) this.#judge(exit);
  }

  /** The output of a QEMU, with marks in it where states are kept. */
  #attach({ output: plain, channel }: RunningProcess, accelerator: "kvm" | "tcg"): AsyncIterable<Uint8Array> {
    this.#attached = undefined;
    if (channel === undefined) return plain;
    const output = new MarkedOutput(plain, this.machine.clock);
    const qmp = new Qmp(channel, (event, data) => {
      // By itself it would wait for room with the machine stopped (blockdev's werror), and say nothing.
      if (event === "BLOCK_IO_ERROR" && data["action"] === "stop") this.#noRoom(data["nospace"] === true);
    });
    this.#attached = { qmp, output, accelerator };
    return output;
  }

  #noRoom(full: boolean): void {
    const why = full ? "there is no room left where its disk is kept" : "its disk cannot be written";
    this.#trouble ??= { code: "run/disk-failed", message: `the machine has stopped: ${why}` };
    this.#process?.kill();
  }

  /** What it means that QEMU ended by itself. */
  #judge({ status, signal }: ProcessExit): void {
    const said = this.#errors.trim().split("\n").at(-1) ?? "";
    const fatal = astray.exec(this.#errors)?.[1];
    if (fatal !== undefined) {
      const message = `the program at work has led the machine astray, as one with a wrong byte does (QEMU: ${fatal})`;
      this.#trouble ??= { code: "run/machine-reset", message };
    } else if (status !== 0) {
      const how =
        signal === undefined ? `ended with status ${status ?? "unknown"}` : `was ended by ${signal}`;
      const message = `QEMU ${how}${said === "" ? "" : `: ${said}`}`;
      this.#trouble ??= { code: "run/sandbox-failed", message };
    } else this.#trouble ??= this.#watch.reset;
  }

  #kvmFailure(accelerator: "kvm" | "tcg"): string | undefined {
    return accelerator === "kvm" ? kvmFailure.exec(this.#errors)?.[0].trim() : undefined;
  }

  /** QEMU's own words. After a failure of KVM it stops the machine and stays: so it is ended. */
  async #listen(process: RunningProcess, accelerator: "kvm" | "tcg"): Promise<void> {
    for await (const piece of process.errors) {
      if (this.#errors.length < 0x4000) this.#errors += piece;
      if (this.#kvmFailure(accelerator) !== undefined) process.kill();
    }
  }
}

/** Where what a machine writes to a disk goes, in the folder that a run's engine has for itself. */
export function overlayOf(workshop: string, disk: number): string {
  return `${workshop}/machine/disk${disk}.qcow2`;
}

const overlaid = (path: string): Drive => ({ path, format: "qcow2", snapshot: false });

/** A disk whose image is never written to: with a layer of its own over it, or where none can be made a passing one. */
async function driveOf(machine: Machine, image: string, overlay: string): Promise<Drive> {
  const tool = await machine.processes.find("qemu-img");
  if (tool !== undefined) {
    await machine.disk.makeDirectory(overlay.slice(0, overlay.lastIndexOf("/")), 0o700);
    const words = ["create", "-q", "-f", "qcow2", "-b", image, "-F", "raw", "--", overlay];
    if ((await runProgram(machine, tool, words)).good) return overlaid(overlay);
  }
  return { path: image, format: "raw", snapshot: true };
}

/** QEMU with what of our environment it needs to show its screen. */
async function requestOf(machine: Machine, program: string, args: readonly string[]) {
  const environment = new Map(
    ["PATH", "HOME", "DISPLAY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR", "XAUTHORITY"].flatMap((name) => {
      const value = machine.facts.variable(name);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
  return { ...(await guardedProgram(machine, program, args)), environment, directory: "/" };
}
