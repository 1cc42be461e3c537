import { assemblyLanguages } from "@bootstrappable/core/assemble/assembly";
import { Option } from "commander";
import { numberArgument } from "../assemblyInputs";

/** `--language`, of commands that tell it by the ending of their first input. */
export function languageOption(): Option {
  return new Option("--language <language>", "language of the input; else its ending tells").choices(
    assemblyLanguages,
  );
}

/** `--base-address`, as mescc-tools spell and read it. */
export function baseAddressOption(): Option {
  return new Option(
    "-B, --base-address <number>",
    "address of the first byte: 0x…, 0… octal, 0b…, with _",
  ).argParser(numberArgument);
}

/** `--little-endian`, which its counterpart excludes. */
export function littleEndianOption(): Option {
  return new Option("--little-endian", "least significant byte first").conflicts("bigEndian");
}

/** `--big-endian` */
export function bigEndianOption(): Option {
  return new Option("--big-endian", "most significant byte first");
}
