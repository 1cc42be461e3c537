import { createHash } from "node:crypto";
import path from "node:path";
import { mirrorOf } from "@bootstrappable/core/distfiles/mirrors";
import type { Machine } from "@bootstrappable/core/platform/machine";
import { serveFolder, type FolderServer } from "@bootstrappable/core/platform/node/folderServer";
import { exitStatus } from "../exitStatus";
import { complain } from "../report";
import { reasonOf } from "../writeOutput";
import type { RunOptions } from "./options";
import { preferredEngine } from "./request";
import { UsageError } from "./usageError";

/** A folder of this machine that is a mirror, and the port of the loopback interface that it is served at. */
interface ServedFolder {
  readonly folder: string;
  readonly port: number;
}

/**
 * The options of a run with an address for each mirror that is a folder, as rootfs.py has it, which serves such a folder
 * itself. The port follows from the folder: bootstrap.cfg holds it, and with another one each time no checkpoint would
 * ever be good again.
 */
export async function servedMirrors<Options extends RunOptions>(
  machine: Machine,
  options: Options,
): Promise<{ readonly flags: Options; readonly folders: readonly ServedFolder[] }> {
  const folders: ServedFolder[] = [];
  const mirror: string[] = [];
  for (const given of options.mirror ?? []) {
    const found = mirrorOf(given, (relative) => path.resolve(relative));
    if (found?.kind !== "folder") {
      mirror.push(given);
      continue;
    }
    const folder = await machine.disk.realPath(found.path);
    if (folder === undefined || (await machine.files.kind(folder)) !== "directory")
      throw new UsageError(`--mirror ${given}: there is no such folder`);
    // Among those that the system gives to nobody by itself (Linux: 32768 and above).
    const port = 20_000 + (createHash("sha256").update(folder).digest().readUInt32BE(0) % 12_000);
    const engine = options.engine === "auto" ? await preferredEngine(machine, options) : options.engine;
    // QEMU's guest has a loopback interface of its own, and this machine at that address.
    mirror.push(`http://${engine === "qemu" ? "10.0.2.2" : "127.0.0.1"}:${port}`);
    // Without a network nobody comes to ask.
    if (options.network === true) folders.push({ folder, port });
  }
  return { flags: options.mirror === undefined ? options : { ...options, mirror }, folders };
}

/** Does something while folders are served. */
export async function whileServing(
  folders: readonly ServedFolder[],
  act: () => Promise<number>,
): Promise<number> {
  const servers: FolderServer[] = [];
  try {
    for (const { folder, port } of folders) {
      try {
        servers.push(await serveFolder(folder, "127.0.0.1", port));
      } catch (error) {
        complain(
          `${folder} cannot be served as a mirror at port ${port} (${reasonOf(error)}): give the address of “bootstrappable distfiles serve” instead`,
        );
        return exitStatus.findings;
      }
    }
    return await act();
  } finally {
    for (const server of servers) await server.close();
  }
}
