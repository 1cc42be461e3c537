/** A file in an archive. */
export interface ArchiveEntry {
  /** As the archive has it; nothing is ever written under it. */
  readonly name: string;
  /** Its size in bytes, as the archive says. */
  readonly size: number;
  /** Its first bytes, {@link headSize} at most. */
  readonly head: Uint8Array;
}

/** Bytes of each file that are looked at. */
export const headSize = 8192;

/** What an archive may come to before it is given up. */
export interface ArchiveLimits {
  /** Bytes of the archive itself. */
  readonly packed: number;
  /** Bytes unpacked. */
  readonly unpacked: number;
  readonly entries: number;
}

/** Far above the largest distfiles of live-bootstrap (linux, gcc), far below what would take a machine down. */
export const archiveLimits: ArchiveLimits = { packed: 512 << 20, unpacked: 4 * 2 ** 30, entries: 400_000 };

/** What was seen of an archive: `fault` says why that is not all of it. */
export interface LookedInto {
  readonly sha256: string | undefined;
  readonly fault: string | undefined;
}

/**
 * Looks through an archive (tar, plain or packed with gzip, bzip2 or xz) and calls `see` for every regular file. Nothing is unpacked to
 * the disk; links and devices are passed over. Nothing is looked at where the archive's SHA-256 is not `sha256`.
 */
export type LookIntoArchive = (
  path: string,
  sha256: string,
  see: (entry: ArchiveEntry) => void,
) => Promise<LookedInto>;
