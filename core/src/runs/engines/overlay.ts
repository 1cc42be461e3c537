import type { Machine } from "../../platform/machine";
import type { ProcessRequest } from "../../platform/processes";
import { drain } from "../drain";
import { overlayEnvironment, overlayOptions, type Layers } from "./layers";
import { SandboxError, type SandboxTools } from "./sandbox";

/**
 * Says what an overlay does here that is needed: a file that is below changed, one removed, a folder removed and made
 * again (its new one must not show what was in the old one). Words that are left are a program to try in there.
 */
const trial = `
set -eu
cd -- "$2"
"$1" -t overlay -o "$3" overlay m
echo changed > m/file
rm m/gone
rmdir m/folder
mkdir m/folder
[ ! -e m/gone ]
shift 3
if [ $# -gt 0 ]; then cd /; exec "$@"; fi
`;

/** Lists what is seen, in the order of find(1), each name ended by a zero byte. */
const listing = `
set -eu
cd -- "$2"
mount=$1 options=$3; shift 3
"$mount" -t overlay -o "$options" overlay m
cd m
exec find . -mindepth 1 -print0
`;

/** The words in front of a program that give it namespaces in which it may mount, and nobody else sees that. */
export type MountRoom = readonly string[];

function inNamespace(
  tools: SandboxTools,
  room: MountRoom,
  script: string,
  words: readonly string[],
): ProcessRequest {
  return {
    file: tools.setpriv,
    args: [
      ...["--pdeathsig", "KILL", "--", ...room],
      ...[tools.sh, "-c", script, "sh", tools.mount, ...words],
    ],
    environment: overlayEnvironment,
    directory: "/",
  };
}

/**
 * Why no layers can be stacked in a folder, or undefined where they can. The folder is one of ours. `program`, where
 * one is given, has to run in there, too.
 */
export async function overlayObstacle(
  machine: Machine,
  tools: SandboxTools,
  room: MountRoom,
  folder: string,
  program: readonly string[] = [],
): Promise<string | undefined> {
  const { disk } = machine;
  const place = `${folder}/trial`;
  await disk.removeTree(place);
  for (const name of ["l/folder", "u", "w", "m"]) await disk.makeDirectory(`${place}/${name}`, 0o755);
  for (const name of ["file", "gone"]) await disk.write(`${place}/l/${name}`, new Uint8Array(), 0o644);
  const layers = overlayOptions({ folder: place, lower: ["l"], upper: "u", work: "w" });
  try {
    await collect(machine, inNamespace(tools, room, trial, [place, layers, ...program]));
    return undefined;
  } catch (error) {
    if (!(error instanceof SandboxError)) throw error;
    return error.message;
  } finally {
    await disk.removeTree(place);
  }
}

/** What is seen through layers: relative paths, each byte one character, a folder before what is in it. */
export async function listLayers(
  machine: Machine,
  tools: SandboxTools,
  room: MountRoom,
  { folder, lower }: Layers,
): Promise<readonly string[]> {
  await machine.disk.makeDirectory(`${folder}/m`, 0o755);
  await machine.disk.makeDirectory(`${folder}/e`, 0o755);
  // Without an upper layer there must be two.
  const layers = overlayOptions({ folder, lower: [...lower, "e"] });
  const pieces = await collect(machine, inNamespace(tools, room, listing, [folder, layers]));
  const text = Buffer.concat(pieces).toString("latin1");
  return text
    .split("\0")
    .filter((path) => path !== "")
    .map((path) => path.slice(2));
}

/** What a process writes; a {@link SandboxError} where it fails. */
async function collect(machine: Machine, request: ProcessRequest): Promise<readonly Uint8Array[]> {
  const process = machine.processes.start(request);
  const pieces: Uint8Array[] = [];
  let errors = "";
  const read = async () => {
    for await (const piece of process.output) pieces.push(piece);
  };
  const listen = async () => {
    for await (const piece of process.errors) if (errors.length < 0x1000) errors += piece;
  };
  const [exit] = await Promise.all([process.exit, read(), listen()]);
  if (exit.status === 0) return pieces;
  const [first] = errors.trim().split("\n");
  throw new SandboxError(
    first !== undefined && first !== "" ? first : `it ended with ${exit.status ?? exit.signal}`,
  );
}

/** Writes what a file system still keeps in memory to the disk; whether it came to its end. */
export async function synchronise(machine: Machine, folder: string, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return false;
  const sync = await machine.processes.find("sync");
  if (sync === undefined) return false;
  const process = machine.processes.start({
    file: sync,
    args: ["-f", "--", folder],
    environment: new Map(),
    directory: "/",
  });
  const cancel = () => process.kill();
  signal.addEventListener("abort", cancel, { once: true });
  try {
    const [exit] = await Promise.all([process.exit, drain(process.output), drain(process.errors)]);
    return exit.status === 0;
  } catch {
    return false;
  } finally {
    signal.removeEventListener("abort", cancel);
  }
}
