import type { Machine } from "../platform/machine";
import { checksumLineOf, parseChecksums } from "../languages/checksums/parser";
import { SourceText } from "../text/sourceText";
import { packageSumsPath, tarballOf } from "../tree/packages";
import { newestTarball } from "./tarballs";
import { placeOfChecksum, type ChecksumContext } from "./checksumPlace";
import type { Location } from "./events";
import { normalisePath, rootPlaces } from "./layout";
import type { LoggedChecksum } from "./stepLog";

/** A checksum with all that can be known of it. */
export interface SettledChecksum {
  /** Of what is missing from SHA256SUMS.pkgs the tarball's name, of all else the name that was printed. */
  readonly name: string;
  /** SHA-256 in lower case. */
  readonly expected: string | undefined;
  readonly received: string | undefined;
  readonly missingFrom: string | undefined;
  readonly location: Location | undefined;
}

/** What is asked about a checksum that a run has just looked at. */
export interface SettleContext extends ChecksumContext {
  readonly machine: Pick<Machine, "disk" | "hash">;
  /** The root file system. */
  readonly root: string;
}

/** Bytes of the largest file of checksums that is looked at. */
const largest = 1 << 20;

/**
 * Completes a checksum: the line that it stands on, what was expected, also where nothing was printed of it, and what
 * was received; some programs say no more than FAILED, and then the file itself is still there to be hashed.
 */
export async function settleChecksum(
  context: SettleContext,
  checksum: LoggedChecksum,
): Promise<SettledChecksum> {
  if (checksum.missing === true) return settleMissing(context, checksum);
  const { line } = await placeOfChecksum(context, checksum);
  const expected = checksum.expected ?? (await hashChecked(context, checksum)) ?? hashOf(line?.hash);
  const received = checksum.received ?? (checksum.ok ? expected : await hashInRoot(context, checksum.name));
  return { name: checksum.name, expected, received, missingFrom: undefined, location: line?.location };
}

/** The same from a log alone: of what was not printed nothing is known but what the tree says. */
export async function settleFromLog(
  context: ChecksumContext,
  checksum: LoggedChecksum,
): Promise<SettledChecksum> {
  const { name, missing, ok } = checksum;
  const missingFrom = missing === true ? packageSumsPath(context.tree) : undefined;
  const { line } = missing === true ? { line: undefined } : await placeOfChecksum(context, checksum);
  const expected = checksum.expected ?? hashOf(line?.hash);
  const received = checksum.received ?? (ok ? expected : undefined);
  return { name, expected, received, missingFrom, location: line?.location };
}

/** `NAME: no checksum stored!`: the package that was made last is the one that it is about. */
async function settleMissing(context: SettleContext, { name }: LoggedChecksum): Promise<SettledChecksum> {
  const tarball = await newestTarball(context.machine.disk, context.root, name);
  return {
    name: tarball ?? name,
    expected: undefined,
    received: tarball === undefined ? undefined : await hashInRoot(context, tarball),
    missingFrom: packageSumsPath(context.tree),
    location: undefined,
  };
}

/** The hash in the file that the check was made with: the run's own copy, whatever became of the tree's meanwhile. */
async function hashChecked(context: SettleContext, { file, name }: LoggedChecksum) {
  if (file === undefined) return undefined;
  const path = await pathInRoot(context, normalisePath(file, context.directory));
  const bytes = path === undefined ? undefined : await context.machine.disk.read(path, largest);
  return bytes && hashOf(checksumLineOf(parseChecksums(new SourceText(bytes)), name)?.hash);
}

function hashOf(text: string | undefined): string | undefined {
  const hash = text?.toLowerCase();
  return hash !== undefined && /^[0-9a-f]{64}$/.test(hash) ? hash : undefined;
}

async function hashInRoot(context: SettleContext, name: string): Promise<string | undefined> {
  // Of bash, which echoes nothing, we know the folder only by what its helpers do.
  const folder = tarballOf(name) === undefined ? rootPlaces.distfiles : rootPlaces.packages;
  const directory = context.step?.era === "bash" ? folder : context.directory;
  const path = await pathInRoot(context, normalisePath(name, directory));
  return path === undefined ? undefined : (await context.machine.hash(path))?.sha256;
}

/** The real path of a file of the root file system; undefined where a link leads out of it. */
async function pathInRoot({ machine, root }: SettleContext, path: string): Promise<string | undefined> {
  const [real, top] = await Promise.all([machine.disk.realPath(root + path), machine.disk.realPath(root)]);
  return real !== undefined && top !== undefined && real.startsWith(`${top}/`) ? real : undefined;
}
