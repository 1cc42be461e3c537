import { DiskError } from "../platform/disk";
import type { Machine } from "../platform/machine";
import type { KeptState } from "./checkpoints/look";
import { makeMountPoints } from "./engines/mounts";
import { normalisePath } from "./layout";

/** Names of the throw-away layer and of what the kernel needs beside it, in the folder of the layers. */
const names = { upper: "s", work: "sw" } as const;

/** Where a shell of the machine's is put in the throw-away layer, for states that have none of their own yet. */
const lent = "/.bootstrappable";

/** Shells in the order in which they are of more use. */
const shells = [
  "/usr/bin/bash",
  "/bin/bash",
  "/usr/bin/sh",
  "/bin/sh",
  "/usr/bin/dash",
  "/bin/dash",
] as const;

/** What commands are typed to: a shell of the state's own, one that the machine lends, or none. */
export type Shell =
  | { readonly kind: "own"; readonly program: string; readonly args: readonly string[] }
  | { readonly kind: "lent"; readonly program: string; readonly args: readonly string[] }
  | { readonly kind: "none" };

/**
 * A state that a run has left, open to commands: on a layer of its own, which is thrown away, so that nothing of the
 * checkpoints changes.
 */
export class OpenState {
  readonly #mountPoint: string;
  #visible: Promise<ReadonlySet<string>> | undefined;

  constructor(
    private readonly machine: Machine,
    private readonly state: KeptState,
    private readonly network: boolean,
  ) {
    this.#mountPoint = `${state.target}/shell`;
  }

  get environment(): ReadonlyMap<string, string> {
    return this.state.environment;
  }

  /** Makes the layer. */
  async open(): Promise<void> {
    const { disk } = this.machine;
    await this.close();
    for (const folder of [this.#mountPoint, this.#path(names.upper), this.#path(names.work)])
      await disk.makeDirectory(folder, 0o755);
    await makeMountPoints(this.machine, this.#path(names.upper));
  }

  /** Throws it away. */
  async close(): Promise<void> {
    const { disk } = this.machine;
    for (const folder of [this.#path(names.upper), this.#path(names.work), this.#mountPoint])
      await disk.removeTree(folder);
  }

  /** The best shell that there is; one of the machine's only where it needs nothing else of it. */
  async shell(): Promise<Shell> {
    const visible = await this.#paths();
    const own = shells.find((path) => visible.has(path.slice(1)));
    if (own !== undefined) {
      // What a person's own start-up files would say has no business there, and there are none.
      const args = own.endsWith("bash") ? ["--noprofile", "--norc", "-i"] : ["-i"];
      return { kind: "own", program: own, args };
    }
    const busybox = await this.machine.processes.find("busybox");
    const bytes = busybox === undefined ? undefined : await this.#readStatic(busybox);
    if (bytes === undefined) return { kind: "none" };
    const folder = this.#path(names.upper) + lent;
    await this.machine.disk.makeDirectory(folder, 0o755);
    await this.machine.disk.write(`${folder}/busybox`, bytes, 0o755);
    return { kind: "lent", program: `${lent}/busybox`, args: ["sh", "-i"] };
  }

  /** Runs a program with our own terminal; the status that it ended with, 128 and more after a signal. */
  async run(program: string, args: readonly string[], directory: string): Promise<number> {
    const { engine, layers, environment, target } = this.state;
    const process = await engine.start({
      ...{ root: this.#mountPoint, layers: { ...layers, ...names }, workshop: target },
      ...{ program, args, directory, environment, network: this.network, terminal: true },
    });
    const { status } = await process.exit;
    return status ?? 128 + 9;
  }

  /** Where a command's first word leads, as PATH says; undefined where there is no such program. */
  async find(word: string, directory: string): Promise<string | undefined> {
    if (word.includes("/")) return normalisePath(word, directory);
    for (const folder of (this.environment.get("PATH") ?? "").split(":")) {
      const path = normalisePath(word, folder === "" ? directory : normalisePath(folder, directory));
      if (await this.#has(path, "file")) return path;
    }
    return undefined;
  }

  isFolder(path: string): Promise<boolean> {
    return this.#has(path, "directory");
  }

  async #has(path: string, kind: "file" | "directory"): Promise<boolean> {
    if (path === "/") return kind === "directory";
    const above = await this.machine.disk.status(this.#path(names.upper) + path);
    if (above !== undefined) return above.kind === kind || above.kind === "link";
    if (!(await this.#paths()).has(path.slice(1))) return false;
    for (const name of this.state.layers.lower) {
      const found = await this.machine.disk.status(this.#path(name) + path);
      if (found !== undefined) return found.kind === kind || found.kind === "link";
    }
    return false;
  }

  #paths(): Promise<ReadonlySet<string>> {
    return (this.#visible ??= this.state.engine.listLayers(this.state.layers).then((all) => new Set(all)));
  }

  #path(name: string): string {
    return this.state.store.path(name);
  }

  /** A program that needs no other file: an ELF program of 64 or 32 bits without PT_INTERP (elf(5)). */
  async #readStatic(path: string): Promise<Uint8Array | undefined> {
    try {
      const real = (await this.machine.disk.realPath(path)) ?? path;
      const bytes = await this.machine.disk.read(real, 16 << 20);
      return bytes !== undefined && isStatic(bytes) ? bytes : undefined;
    } catch (error) {
      if (error instanceof DiskError) return undefined;
      throw error;
    }
  }
}

const PT_INTERP = 3;

/** Whether a little-endian ELF program names no interpreter. */
function isStatic(bytes: Uint8Array): boolean {
  if (bytes.length < 64 || String.fromCharCode(...bytes.subarray(0, 4)) !== "\x7fELF") return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const wide = bytes[4] === 2;
  const table = wide ? Number(view.getBigUint64(0x20, true)) : view.getUint32(0x1c, true);
  const size = view.getUint16(wide ? 0x36 : 0x2a, true);
  const count = view.getUint16(wide ? 0x38 : 0x2c, true);
  if (table + size * count > bytes.length) return false;
  return Array.from({ length: count }, (_, at) => view.getUint32(table + at * size, true)).every(
    (type) => type !== PT_INTERP,
  );
}
