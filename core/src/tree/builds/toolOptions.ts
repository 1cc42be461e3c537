import { architectures, type Architecture } from "../../assemble/architectures";
import { numberOf } from "../../assemble/m1Numbers";
import { isKnown } from "../../languages/kaem/interpreter/world";

/** The options that the C programs of mescc-tools share, as far as they change what a source means. */
export interface ToolOptions {
  readonly files: readonly string[];
  readonly output: string | undefined;
  readonly architecture: Architecture;
  readonly bigEndian: boolean;
  readonly baseAddress: number;
  readonly bits: 32 | 64;
  readonly entries: readonly string[];
}

/**
 * Reads the words behind a program's name as mescc-tools' programs do. Undefined where a word is not known, or asks for
 * something else than hexadecimal digits: then nothing is said of the build.
 */
export function toolOptions(words: readonly string[]): ToolOptions | undefined {
  const files: string[] = [];
  const entries: string[] = [];
  let output: string | undefined;
  let architecture: Architecture | undefined = "knight-native";
  let bigEndian = true;
  let baseAddress = 0;
  let bits: 32 | 64 = 32;
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    const value = () => words[++at] ?? "";
    switch (word) {
      case "-f":
      case "--file":
        files.push(value());
        break;
      case "-o":
      case "--output":
        output = value();
        break;
      case "-A":
      case "--architecture": {
        const name = value();
        architecture = architectures.find((each) => each === name);
        break;
      }
      case "-B":
      case "--base-address":
        baseAddress = numberOf(value());
        break;
      case "--entry":
        entries.push(value());
        break;
      case "--64":
        bits = 64;
        break;
      case "--little-endian":
        bigEndian = false;
        break;
      case "--big-endian":
        bigEndian = true;
        break;
      case "--non-executable":
      case "--hex":
      case "-X":
        break;
      default:
        return undefined;
    }
  }
  if (architecture === undefined || !words.every(isKnown)) return undefined;
  return { files, output, architecture, bigEndian, baseAddress, bits, entries };
}
