import type { SourceText } from "../../text/sourceText";
import { readFull } from "./fullLexer";
import { Reader } from "./lexer";
import { readMinimal } from "./minimalLexer";
import type { Dialect, KaemCommand, KaemScript } from "./syntax";

/**
 * Parses a script as one of the shells reads it. Never throws.
 *
 * @param strings whether kaem-minimal knows strings: that of riscv32 and riscv64 takes `"` for any character
 */
export function parseKaem(text: SourceText, dialect: Dialect, strings = true): KaemScript {
  const reader = new Reader(text);
  if (dialect === "full") readFull(reader);
  else readMinimal(reader, strings);
  const { commands, comments, problems } = reader;
  return { text, dialect, commands, comments, problems };
}

/** The commands of a script in order, those that never run included (see {@link KaemCommand.fate}). */
export function commandsOf(script: KaemScript): readonly KaemCommand[] {
  return script.commands;
}
