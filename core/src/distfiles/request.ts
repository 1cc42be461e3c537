import type { HashFile } from "../platform/fileHash";
import type { Machine } from "../platform/machine";
import type { Network } from "../platform/network";
import type { OpenPartial } from "../platform/partialFile";
import type { ReadPieces } from "../platform/readPieces";
import type { TellFetch } from "./events";
import type { Mirror } from "./origins";
import type { WantedDistfile } from "./wanted";

/** What of a machine fetching needs. */
export interface FetchDoors {
  readonly machine: Machine;
  readonly network: Network;
  readonly hash: HashFile;
  readonly openPartial: OpenPartial;
  readonly readPieces: ReadPieces;
}

/** How fetching goes about it. Times in milliseconds, sizes in bytes. */
export interface FetchManners {
  /** How many files are fetched at the same time. */
  readonly connections: number;
  /** How often a place is asked again that may do better the next time. */
  readonly retries: number;
  /** The first wait before that; it doubles each time. */
  readonly patience: number;
  /** How long nothing may come. */
  readonly stall: number;
  /** No file is larger. */
  readonly largest: number;
}

/** What is to be fetched, and how. */
export interface FetchRequest extends FetchManners {
  readonly files: readonly WantedDistfile[];
  /** Where they go; an absolute path. It must exist. */
  readonly folder: string;
  readonly mirrors: readonly Mirror[];
  /** Mirrors in another order for each file. */
  readonly shuffle: boolean;
  /** Folder for clones of repositories, absolute; undefined where git is not to be used. */
  readonly clones: string | undefined;
  readonly signal: AbortSignal;
  readonly tell: TellFetch;
}

export const usualManners: FetchManners = {
  connections: 4,
  retries: 3,
  patience: 1000,
  stall: 30_000,
  largest: 4 * 1024 ** 3,
};
