import { readFileSync, statSync } from "node:fs";
import { numberOf } from "@bootstrappable/core/assemble/m1Numbers";
import { traitsOf, type Architecture } from "@bootstrappable/core/assemble/architectures";
import type { Assembly, AssemblyLanguage, AssemblyRequest } from "@bootstrappable/core/assemble/assembly";
import type { AssemblyInput } from "@bootstrappable/core/assemble/sources";
import { SourceText } from "@bootstrappable/core/text/sourceText";
import { complain, findingOf, warn, type Finding } from "./report";
import { reasonOf } from "./writeOutput";

/** Inputs above this many bytes are not read: no source or seed of a bootstrap comes near. */
const largest = 1 << 30;
const tooLarge = "it has more than 1 GiB";

/** Reads source files, `-` from standard input; undefined, and said, where one cannot be read. */
export async function readInputs(names: readonly string[]): Promise<AssemblyInput[] | undefined> {
  const inputs: AssemblyInput[] = [];
  for (const name of names) {
    try {
      const bytes = name === "-" ? await standardInput() : contentsOf(name);
      if (typeof bytes === "string") {
        complain(`${name}: cannot be read (${bytes})`);
        return undefined;
      }
      inputs.push({ name, bytes });
    } catch (error) {
      complain(`${name}: cannot be read (${reasonOf(error)})`);
      return undefined;
    }
  }
  return inputs;
}

/** The bytes of a file, or why they are not read: a device may never end. */
function contentsOf(name: string): Uint8Array | string {
  const stats = statSync(name);
  if (stats.isFile()) return stats.size > largest ? tooLarge : readFileSync(name);
  return stats.isDirectory() ? "it is a folder" : "it is no regular file; - is standard input";
}

async function standardInput(): Promise<Uint8Array | string> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of process.stdin as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > largest) return tooLarge;
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/** A number on the command line, as mescc-tools read it: what is none is 0 to them, which is said. */
export function numberArgument(value: string): number {
  const number = numberOf(value);
  if (number === 0 && !/^-?(0[xb]?)?[0_]+$/.test(value))
    warn(`${value} is no number, or none of 32 bits: it is read as 0, as hex2 does`);
  return number;
}

/** What an assembler found, as commands report it. */
export function findingsOf(
  inputs: readonly AssemblyInput[],
  { findings }: Pick<Assembly, "findings">,
): Finding[] {
  const texts = new Map<number, SourceText>();
  return findings.map(({ input, diagnostic }) => {
    const text = texts.get(input) ?? new SourceText(inputs[input]!.bytes);
    texts.set(input, text);
    return findingOf(inputs[input]!.name, text, diagnostic);
  });
}

/** Options that say how a program is assembled, as mescc-tools spell them. */
export interface AssemblyOptions {
  readonly architecture?: Architecture;
  readonly baseAddress?: number;
  readonly littleEndian?: boolean;
  readonly bigEndian?: boolean;
  readonly binary?: boolean;
  readonly octal?: boolean;
  readonly stage?: boolean;
}

/** What the command line asks the assemblers for. hex0 knows no processor, but the seeds' quirks when one is named. */
export function requestOf(
  language: AssemblyLanguage,
  inputs: readonly AssemblyInput[],
  options: AssemblyOptions,
  map: boolean,
): AssemblyRequest {
  const architecture = options.architecture ?? "x86";
  const stage =
    language === "hex0" ? options.architecture !== undefined : language === "M0" || options.stage === true;
  return {
    language,
    architecture,
    inputs,
    bigEndian:
      options.bigEndian ?? (options.littleEndian === true ? false : traitsOf(architecture).bigEndian),
    byteMode: options.octal === true ? "octal" : options.binary === true ? "binary" : "hex",
    dialect: stage ? "stage" : "mescc-tools",
    map,
    ...(options.baseAddress === undefined ? {} : { baseAddress: options.baseAddress }),
  };
}
