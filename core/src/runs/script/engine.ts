import { guardedProgram } from "../../platform/guarded";
import type { Machine } from "../../platform/machine";
import type { RunningProcess } from "../../platform/processes";
import type { Engine, SandboxProcess } from "../engines/engine";
import { SandboxError } from "../engines/sandbox";
import type { ScriptRequest } from "./request";

/** Milliseconds of silence behind an exception's last line after which a script that lingers has ended. */
const SILENCE = 5000;

/** Bytes of the output's end that an exception's last line is looked for in. */
const TAIL = 2048;

/** An exception's last line, the last thing that is printed. */
const exception = /\n(?:\w+\.)*\w*(?:Error|Exception|Interrupt)\b[^\n]*\n$/;

/** rootfs.py of the tree itself, as if it were an engine: what it starts is its own affair, and so is where. */
export function scriptEngine(machine: Machine, script: ScriptRequest): Engine {
  const none = () => Promise.reject(new Error("rootfs.py keeps no layers"));
  return {
    name: "rootfs.py",
    origin: "auto",
    boots: script.boots,
    available: () => Promise.resolve({ ok: true }),
    async start(command) {
      const sh = await machine.processes.find("sh");
      if (sh === undefined) throw new SandboxError("there is no program sh");
      // Both streams are one, in the order in which they were written; and nothing of it outlives us.
      const joined = ["-c", 'exec "$@" 2>&1', "sh", command.program, ...command.args];
      const { file, args } = await guardedProgram(machine, sh, joined);
      const { directory, environment } = command;
      const process = machine.processes.start({ file, args, directory, environment });
      return script.lingers ? lingering(machine, process) : toldOf(process, process.output);
    },
    layersObstacle: () => Promise.resolve("rootfs.py runs it"),
    listLayers: none,
  };
}

function toldOf(process: RunningProcess, output: AsyncIterable<Uint8Array>): SandboxProcess {
  return { output, exit: process.exit, kill: () => process.kill(), stop: () => process.stop() };
}

/**
 * A script that serves a folder from a thread of its own does not end when it fails: it prints an exception, and is silent
 * for ever.
 */
function lingering(machine: Machine, process: RunningProcess): SandboxProcess {
  async function* output() {
    let tail = "";
    let cancel: () => void = () => undefined;
    for await (const piece of process.output) {
      cancel();
      tail = (tail + Buffer.from(piece).toString("latin1")).slice(-TAIL);
      if (exception.test(tail)) cancel = machine.clock.after(SILENCE, () => process.kill());
      yield piece;
    }
    cancel();
  }
  return toldOf(process, output());
}
