import type { Architecture } from "../configuration";
import { resolvePath } from "../../languages/kaem/paths";
import type { RootFiles } from "./rootFiles";

/** Why a program of the bootstrap would have failed, in words for the person. */
export class ProgramProblem extends Error {}

/** A checksum that was compared while building. */
export interface ChecksumCheck {
  /** Absolute path in the root file system. */
  readonly path: string;
  /** The list that names it, and its zero-based line there. */
  readonly list: string;
  readonly line: number;
  readonly expected: string;
  /** Undefined where the file is not known: see {@link UnknownFile}. */
  readonly actual: string | undefined;
}

/** What a program of ours gets: all that the real one would look at. */
export interface ProgramCall {
  /** Behind the program's name. */
  readonly words: readonly string[];
  readonly directory: string;
  readonly environment: ReadonlyMap<string, { readonly value: string }>;
  readonly architecture: Architecture;
  readonly files: RootFiles;
  /** Told of every file that is written. */
  readonly wrote: (path: string) => void;
  readonly checked: (check: ChecksumCheck) => void;
}

/** Does what a program of the bootstrap does. Gives its exit status; throws {@link ProgramProblem} for 1 with a reason. */
export type Program = (call: ProgramCall) => Promise<number>;

/** Reads a file that a program needs. */
export async function input(call: ProgramCall, name: string): Promise<Uint8Array> {
  const bytes = await call.files.read(resolvePath(call.directory, name));
  if (bytes === undefined) throw new ProgramProblem(`${name} does not exist`);
  return bytes;
}

/** Writes a file that a program makes. */
export async function output(call: ProgramCall, name: string, bytes: Uint8Array): Promise<void> {
  const path = resolvePath(call.directory, name);
  if (!(await call.files.write(path, bytes)))
    throw new ProgramProblem(`${name} cannot be written: its folder does not exist`);
  call.wrote(path);
}

/** The SHA-256 of some bytes, 64 lower-case hex digits. */
export async function sha256Of(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
