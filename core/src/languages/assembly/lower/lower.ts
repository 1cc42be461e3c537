import type { OriginMap } from "../../../assemble/originMap";
import { stages, type Stage } from "../../services";
import type { AssemblyId, Source } from "../source";
import type { Listing } from "./listing";
import { bytePieces } from "./pieces";
import { wordsOf, writeAsTool, type M1Program } from "./words";
import { writeLowered } from "./writer";

/** The stages below a language, the nearest first. */
export function stagesBelow(language: AssemblyId): readonly Stage[] {
  if (language === "m1") return stages;
  return language === "hex0" ? ["bytes", "dump"] : ["hex0", "bytes", "dump"];
}

/** A program that a source is part of, assembled. */
export interface Assembled {
  readonly bytes: Uint8Array;
  readonly map: OriginMap;
  /** Virtual address of a file offset, where it is known. */
  readonly addressOf: (offset: number) => number | undefined;
  /** Whether a label of that name (a character a byte) is known. */
  readonly isLabel: (name: string) => boolean;
}

/**
 * Writes an input of a program as documented hex0: labels as `#:label` comments, references and macros as the bytes that
 * they come to, named in comments. Every hex0 makes the same bytes of it as the program has there.
 */
export function lowerToHex0(program: Assembled, source: Source, input: number): Listing {
  const { bytes, map, addressOf, isLabel } = program;
  const addressAt = (offset: number) => addressOf(map.firstAfter(input, offset));
  return writeLowered({
    source,
    pieces: bytePieces(map, input),
    to: "hex0",
    written: bytes,
    addressAt,
    isLabel,
  });
}

/** Writes an input of an M1 program as documented hex2: hex2 makes the same of it as of what M1 writes. */
export function lowerToHex2(program: M1Program, source: Source, input: number): Listing {
  const words = wordsOf(program, input);
  if (!words.free) return writeAsTool(words, source.text);
  const { pieces, written } = words;
  return writeLowered({
    source,
    pieces,
    to: "hex2",
    written,
    addressAt: () => undefined,
    isLabel: () => true,
  });
}
