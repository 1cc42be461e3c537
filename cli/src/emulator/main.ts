// A PC in WebAssembly that boots a disk image: a program of its own, so that it can be ended at once and keeps nobody
// waiting. Arguments: the image, how much memory it has, in MiB, and the process that waits for it. What comes over COM1 goes to standard output.
import { Console } from "node:console";
import { readFileSync } from "node:fs";
import path from "node:path";
import { assembleHex0 } from "@bootstrappable/core/assemble/hex0";
import { processorStopped } from "@bootstrappable/core/runs/machine/emulatorStatus";
import { V86, type Event as V86Event } from "v86";
import bios from "./bios.hex0";

/** Milliseconds that output is gathered for. */
const GATHER = 20;

/** Milliseconds between two looks at whether anybody still waits for us. */
const LOOK = 500;

const [image = "", mebibytes = "", waiting = ""] = process.argv.slice(2);
const memory = Number(mebibytes);
if (image === "" || !Number.isInteger(memory) || memory < 16 || memory > 2047) {
  process.stderr.write("usage: emulator IMAGE MEBIBYTES PROCESS\n");
  process.exit(2);
}

// The library tells of itself there, which is no output of the machine.
globalThis.console = new Console(process.stderr);

const machine = new V86({
  wasm_path: path.join(path.dirname(process.argv[1]!), "v86/v86.wasm"),
  bios: { buffer: contents(assembleHex0(new TextEncoder().encode(bios)).bytes) },
  hda: { buffer: contents(readFileSync(image)) },
  memory_size: memory << 20,
  autostart: true,
  disable_keyboard: true,
  disable_mouse: true,
  disable_speaker: true,
  // builder-hex0 has its variables on the pages of its code: whatever is translated is thrown away at once.
  disable_jit: true,
});

/** A buffer of its own with these bytes. */
function contents(bytes: Uint8Array): ArrayBuffer {
  return bytes.slice().buffer;
}

let gathered: number[] = [];

machine.add_listener("serial0-output-byte", (byte: number) => {
  gathered.push(byte);
});

/** Passes on what was gathered; a reader that is behind stops the machine. */
async function tell(): Promise<void> {
  if (gathered.length === 0) return;
  const bytes = Uint8Array.from(gathered);
  gathered = [];
  if (process.stdout.write(bytes)) return;
  await machine.stop();
  process.stdout.once("drain", () => void machine.run());
}

setInterval(() => void tell(), GATHER);

// The firmware halts when a program restarts the machine, and so do programs that cannot go on.
// The library's types have no name for it.
machine.add_listener("cpu-event-halt" as keyof V86Event, () => {
  process.stdout.end(Uint8Array.from(gathered), () => process.exit(0));
  gathered = [];
});

// A fault that the guest has no handler for, which a processor answers by a reset, is the end of the library's.
// What was printed before goes out; why it cannot go on has been told on standard error.
process.on("uncaughtException", (error) => {
  if (error.name !== "RuntimeError") process.stderr.write(`${reasonOf(error)}\n`);
  const status = error.name === "RuntimeError" ? processorStopped : 1;
  process.stdout.end(Uint8Array.from(gathered), () => process.exit(status));
  gathered = [];
});

function reasonOf({ message }: Error): string {
  // What the library tries when its WebAssembly could not be had, of which it does not say why.
  return message.includes("v86-fallback.wasm") ? "there is not as much memory as the machine needs" : message;
}

process.stdout.on("error", () => process.exit(1));

/** Who waits may have gone before we could look. */
function lookForParent(): void {
  if (process.ppid !== Number(waiting)) process.exit(1);
}

lookForParent();
setInterval(lookForParent, LOOK);
