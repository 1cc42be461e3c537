import type { Machine } from "../../platform/machine";
import type { Reason } from "../cause";
import { processorStopped } from "../machine/emulatorStatus";
import { MachineWatch, whySilent } from "../machine/machineWatch";
import type { Engine } from "./engine";
import { SandboxError } from "./sandbox";

/** What the machine can have: MiB of memory, and bytes of a disk, of which the emulator holds copies. */
export const embeddedLimits = { memory: 2047, disk: 1 << 30 } as const;

/**
 * A PC in WebAssembly (v86), in a process of its own: for machines on which nothing is installed. Its firmware is ours,
 * in hex0, and its memory ends below 2 GiB.
 */
export function embeddedEngine(machine: Machine): Engine {
  return {
    name: "embedded",
    // Its firmware writes lines as they are, of any length.
    origin: "pipe",
    boots: true,
    available() {
      if (machine.emulator !== undefined)
        return Promise.resolve({
          ok: true,
          notice:
            "The embedded machine has 2 GiB of memory (builder-hex0 is made for 4), no network, and forgets its disk when it ends.",
        });
      const reason = "emulator.js does not lie beside this program";
      return Promise.resolve({ ok: false, reason, remedy: "run the program as it was installed" });
    },
    start({ boot, workshop }) {
      const { emulator } = machine;
      const disk = boot?.disks[0];
      if (emulator === undefined || boot === undefined || disk === undefined)
        return Promise.reject(new Error("the embedded machine has nothing to boot"));
      const process = machine.processes.start({
        file: emulator.file,
        args: [...emulator.args, disk, String(boot.options.memory), String(machine.processes.ownId)],
        environment: emulator.environment,
        directory: workshop,
      });
      const errors = lastOf(process.errors);
      const watch = new MachineWatch(machine.clock, boot.options.jumpTimeout, () => kill());
      let trouble: Reason | undefined;
      let killed = false;
      const kill = () => {
        killed = true;
        process.kill();
      };
      const exit = process.exit.then(async (ended) => {
        if (killed) return ended;
        if (ended.signal !== undefined) trouble = endedBy(ended.signal);
        else if (ended.status === 0) trouble = watch.reset;
        else if (ended.status === processorStopped) trouble = stopped(await errors);
        else throw new SandboxError(`the emulator ended with status ${ended.status}: ${await errors}`);
        return ended;
      });
      exit.catch(() => undefined);
      return Promise.resolve({
        output: watched(process.output, watch),
        exit,
        kill,
        stop: () => process.stop(),
        trouble: () => watch.trouble ?? trouble,
        silence: (last: string) => whySilent(machine, process.id, last),
      });
    },
    layersObstacle: () => Promise.resolve("the bootstrap runs in a machine of its own, from a disk image"),
    listLayers: () => Promise.resolve([]),
  };
}

async function* watched(output: AsyncIterable<Uint8Array>, watch: MachineWatch): AsyncIterable<Uint8Array> {
  watch.begin();
  try {
    for await (const piece of output) {
      watch.push(piece);
      yield piece;
    }
  } finally {
    watch.stop();
  }
}

/** Who ends it so, if not we: a kernel that is out of memory, for one. */
function endedBy(signal: string): Reason {
  return { code: "run/sandbox-failed", message: `the emulator was ended by ${signal}` };
}

/** What it means that the emulated processor cannot go on, by the end of what the emulator said. */
function stopped(said: string): Reason {
  const why = said.split("\n").at(-1) ?? "";
  const message = `the machine's processor cannot go on, as after a triple fault${why === "" ? "" : ` (v86: ${why})`}`;
  return { code: "run/machine-reset", message };
}

/** The end of what a program says. */
async function lastOf(pieces: AsyncIterable<string>): Promise<string> {
  let text = "";
  for await (const piece of pieces) text = (text + piece).slice(-500);
  return text.trim();
}
