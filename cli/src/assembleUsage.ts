import { architectures, type Architecture } from "@bootstrappable/core/assemble/architectures";
import {
  assemblyLanguages,
  languageOfName,
  type AssemblyLanguage,
} from "@bootstrappable/core/assemble/assembly";
import { hasHex1 } from "@bootstrappable/core/assemble/hex1Dialects";
import { hasM0 } from "@bootstrappable/core/assemble/m0";
import { exitStatus } from "./exitStatus";

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
