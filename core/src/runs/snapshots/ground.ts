import type { BulkFiles } from "../../platform/bulkFiles";
import type { Machine } from "../../platform/machine";
import type { Boot } from "../engines/engine";
import { runProgram } from "../program";

/** What all snapshots of a machine's disks hold for, and for nothing else. */
export interface Ground {
  /** SHA-256 of what each disk of the machine held in the beginning. */
  readonly disks: readonly string[];
  /** What the machine is made of, by names as people know it. */
  readonly machine: Readonly<Record<string, string>>;
}

/** What of a boot the ground is made of. */
type GroundBoot = Pick<Boot, "disks" | "kernel" | "options">;

/**
 * Looks at the images of a machine's disks, and at the machine; undefined where that cannot be done here. Rejects as the
 * signal says.
 */
export async function groundOf(
  machine: Machine,
  files: BulkFiles,
  { disks, kernel, options }: GroundBoot,
  network: boolean,
  signal?: AbortSignal,
): Promise<Ground | undefined> {
  const hashes: string[] = [];
  for (const disk of disks) {
    const hash = await hashOfDisk(machine, files, disk, signal);
    if (hash === undefined) return undefined;
    hashes.push(hash);
  }
  const { sha256 } = (kernel === undefined ? undefined : await machine.hash(kernel)) ?? {};
  return {
    disks: hashes,
    machine: {
      memory: `${options.memory} MiB`,
      "number of cores": String(options.cores),
      network: network ? "on" : "off",
      console: options.interactive ? "a screen" : "the serial line",
      kernel: sha256 ?? "builder-hex0",
    },
  };
}

/** How one ground differs from another, for people; undefined where it does not. */
export function differenceOf(before: Ground, now: Ground): string | undefined {
  if (before.disks.join() !== now.disks.join())
    return "the image of the machine's disk is another now, as something in the tree or its configuration was changed";
  for (const [name, value] of Object.entries(now.machine)) {
    const was = before.machine[name];
    if (was !== value) return `the machine's ${name} is ${value} now, and was ${was ?? "something else"}`;
  }
  return undefined;
}

/** Bytes that are looked at together; a stretch of zeros counts the same whether or not it takes room on the disk. */
const PIECE = 0x10000;

const hex = (bytes: Uint8Array) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** SHA-256 over the length of a disk and all of it that is not zeros. */
async function hashOfDisk(
  machine: Machine,
  files: BulkFiles,
  path: string,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const stretches = await stretchesOf(machine, path);
  if (stretches === undefined) return undefined;
  const region = await files.region(path);
  try {
    let running = new TextEncoder().encode(String(region.size));
    let next = 0;
    for (const { start, length } of stretches) {
      const end = start + length;
      for (let at = Math.max(next, start - (start % PIECE)); at < end; at += PIECE) {
        signal?.throwIfAborted();
        next = at + PIECE;
        const bytes = await region.read(at, PIECE);
        if (bytes.every((byte) => byte === 0)) continue;
        const own = new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(bytes)));
        running = await digest(running, new TextEncoder().encode(`${at} `), own);
      }
    }
    return hex(await digest(running));
  } finally {
    await region.close();
  }
}

async function digest(...parts: readonly Uint8Array[]): Promise<Uint8Array<ArrayBuffer>> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", whole));
}

/** Where a raw image has data: most of a disk is one hole, of which nothing needs to be read. */
async function stretchesOf(
  machine: Machine,
  path: string,
): Promise<readonly { readonly start: number; readonly length: number }[] | undefined> {
  const file = await machine.processes.find("qemu-img");
  if (file === undefined) return undefined;
  const { good, output } = await runProgram(machine, file, ["map", "--output=json", "-f", "raw", "--", path]);
  if (!good) return undefined;
  const all = JSON.parse(output) as readonly { start: number; length: number; data: boolean }[];
  return all.filter(({ data }) => data);
}
