import { architectures, type Architecture } from "@bootstrappable/core/assemble/architectures";
import {
  assemblyLanguages,
  languageOfName,
  type AssemblyLanguage,
} from "@bootstrappable/core/assemble/assembly";
import { hasHex1 } from "@bootstrappable/core/assemble/hex1Dialects";
import { hasM0 } from "@bootstrappable/core/assemble/m0";
import { exitStatus } from "./exitStatus";
import { complain } from "./report";

/** Options of `assemble` that decide whether the command can be meant. */
interface Usage {
  readonly language?: AssemblyLanguage;
  readonly architecture?: Architecture;
  readonly stage?: boolean;
  readonly to: "bytes" | "hex2";
  readonly sourceMap?: string;
}

/** Why a command cannot be carried out, and the exit status for it. */
export class Refusal {
  constructor(
    readonly message: string,
    readonly status: number = exitStatus.usage,
  ) {}
}

/** Says why, and gives the exit status. */
export function refuse({ message, status }: Refusal): number {
  complain(message);
  return status;
}

/** The language of all inputs. */
export function languageOf(
  names: readonly string[],
  options: Pick<Usage, "language">,
): AssemblyLanguage | Refusal {
  if (names.length === 0) return new Refusal("no input file");
  if (options.language !== undefined) return options.language;
  const named = names.filter((name) => name !== "-");
  // What comes from standard input has no ending: it is of the language of the others, or hex0.
  if (named.length === 0) return "hex0";
  let language: AssemblyLanguage | undefined;
  for (const name of named) {
    const one = languageOfName(name);
    if (one === undefined) {
      const known = assemblyLanguages.join(", ");
      return new Refusal(
        `${name}: its language is not known; say --language (${known})`,
        exitStatus.findings,
      );
    }
    if (language !== undefined && one !== language)
      return new Refusal(
        `${name}: is ${one}, but the inputs before it are ${language}; assemble them one by one`,
      );
    language = one;
  }
  return language!;
}

/**
 * Whether the tree is asked which program an input is part of: a single file of which no option tells how it is
 * assembled. What hex0 makes of a file does not depend on others.
 */
export function isInItsProgram(
  names: readonly string[],
  language: AssemblyLanguage,
  { architecture }: Pick<Usage, "architecture">,
): boolean {
  return names.length === 1 && names[0] !== "-" && architecture === undefined && language !== "hex0";
}

/** Options that the tree's scripts have an answer to, and that say nothing without an architecture. */
export interface NeedingArchitecture {
  readonly baseAddress?: number;
  readonly littleEndian?: boolean;
  readonly bigEndian?: boolean;
  readonly stage?: boolean;
  readonly binary?: boolean;
  readonly octal?: boolean;
}

const needing = ["baseAddress", "littleEndian", "bigEndian", "stage", "binary", "octal"] as const;

/** What a file in its program cannot be told. */
export function refusalInProgram(options: NeedingArchitecture): Refusal | undefined {
  const option = needing.find((each) => options[each] !== undefined);
  if (option === undefined) return undefined;
  const spelled = option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return new Refusal(`--${spelled} needs --architecture: ${architectures.join(", ")}`);
}

/** `--program` without a file whose programs could be meant. */
export const programRefusal = new Refusal(
  "--program is for a single file of hex1, hex2, M1 or M0, without --architecture",
);

/** What a language needs of the options. */
export function refusalOf(language: AssemblyLanguage, options: Usage): Refusal | undefined {
  const { architecture } = options;
  if (options.to === "hex2" && language !== "M0" && language !== "M1")
    return new Refusal(`--to hex2 is for M1 and M0, not for ${language}`);
  if (options.to === "hex2" && options.sourceMap !== undefined)
    return new Refusal("--source-map needs bytes, not --to hex2");
  if (language === "hex0") return undefined;
  if (architecture === undefined)
    return new Refusal(`${language} needs --architecture: ${architectures.join(", ")}`);
  const stage = language === "M0" || options.stage === true;
  if (language === "hex1" && !hasHex1(architecture))
    return new Refusal(`there is no hex1 for ${architecture}`);
  if (stage && language !== "hex1" && !hasM0(architecture))
    return new Refusal(`stage0-posix has no tools for ${architecture}`);
  return undefined;
}
