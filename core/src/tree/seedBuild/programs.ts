import { compilers } from "../../languages/kaem/tools/compilers";
import { bloodElfProgram, hex2, m0, m1, stage } from "./assemblers";
import { catm, checksumTranscriber, chmod, cp, match, mkdir, rm } from "./fileTools";
import type { Program } from "./program";
import { sha256sum } from "./sha256sum";

/** The programs that we have of our own, by the names that trees give them. */
const own: Readonly<Record<string, Program>> = {
  "hex0-seed": stage("hex0"),
  hex0: stage("hex0"),
  hex1: stage("hex1"),
  "hex2-0": stage("hex2"),
  M0: m0,
  M1: m1,
  "M1-0": m1,
  hex2,
  "hex2-1": hex2,
  "blood-elf": bloodElfProgram,
  "blood-elf-0": bloodElfProgram,
  catm,
  cp,
  mkdir,
  chmod,
  rm,
  match,
  sha256sum,
  "checksum-transcriber": checksumTranscriber,
};

const compilerNames = new Set(compilers.flatMap(({ names }) => names));

/** What a program is to a dry build, by the last part of its path: one of ours, a shell, a compiler, or nothing we know. */
export function programNamed(path: string): Program | "full-kaem" | "minimal-kaem" | "compiler" | undefined {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (Object.hasOwn(own, name)) return own[name];
  if (name === "kaem") return "full-kaem";
  if (/^kaem-(optional-seed|minimal|0)$/.test(name)) return "minimal-kaem";
  return /^cc_/.test(name) || compilerNames.has(name) ? "compiler" : undefined;
}
