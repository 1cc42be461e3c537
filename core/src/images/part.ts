import type { DiagnosticCode } from "../diagnostics/codes";

/** Bytes of the longest file of an image that is read at once, more than any bootstrap has. */
export const longestRead = 2 ** 31;

/** Something in an image. Offset and size are in bytes. */
export interface ImagePart {
  readonly kind:
    | ("stage1" | "stage2" | "kernel" | "folder" | "file" | "hex0" | "flush" | "program" | "padding")
    /** A file system, and what only those have. */
    | ("ext3" | "link" | "other");
  readonly offset: number;
  readonly size: number;
  /** Of files and folders the path as it stands there, of other commands the words, of a file system its partition. */
  readonly name: string;
  /** Of what is in a file system. */
  readonly ext3?: PartOfExt3;
  /** Where a link leads, as far as that can be read. */
  readonly target?: string;
}

/** Something in a file system with ext3: its offset is that of its first block. */
export interface PartOfExt3 {
  /** Where the file system begins, in bytes. */
  readonly at: number;
  readonly inode: number;
  /** Permission bits, and numbers of the owners. */
  readonly mode: number;
  readonly owner: number;
  readonly group: number;
  /** Whether it has a first block; the offset is 0 otherwise. */
  readonly placed: boolean;
}

/** Something that is wrong with an image. */
export interface ImageFault {
  readonly code: DiagnosticCode;
  readonly message: string;
  /** Of the command, one-based; undefined in a file system. */
  readonly command: number | undefined;
  /** Of the byte where it is seen. */
  readonly offset: number;
}
