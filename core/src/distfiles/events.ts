import type { PlacedFinding } from "./wanted";

/** What became of a file. */
export type FileStatus = "present" | "fetched" | "failed" | "interrupted";

/** What fetching tells while it goes on. Sizes in bytes. */
export type FetchEvent =
  | { readonly type: "fetch-started"; readonly folder: string; readonly files: number }
  /** A place is asked for a file. */
  | { readonly type: "asked"; readonly name: string; readonly from: string }
  | {
      readonly type: "progress";
      readonly name: string;
      readonly received: number;
      /** Undefined where the server does not say. */
      readonly total?: number;
    }
  /** A place did not give it; `wait` are the milliseconds until it is asked again, undefined for never. */
  | {
      readonly type: "refused";
      readonly name: string;
      readonly from: string;
      readonly reason: string;
      readonly wait?: number;
    }
  /** A program of the person's own is run. */
  | { readonly type: "command"; readonly words: readonly string[] }
  | { readonly type: "notice"; readonly text: string }
  | ({ readonly type: "finding" } & PlacedFinding)
  | {
      readonly type: "file-ended";
      readonly name: string;
      readonly status: FileStatus;
      readonly sha256: string;
      readonly size?: number;
      readonly from?: string;
    }
  | ({ readonly type: "fetch-ended" } & FetchCounts);

export interface FetchCounts {
  readonly status: "good" | "failed" | "interrupted";
  readonly present: number;
  readonly fetched: number;
  readonly failed: number;
  /** Bytes that came. */
  readonly bytes: number;
}

export type TellFetch = (event: FetchEvent) => void;
