import path from "node:path";
import { architectures, type Architecture } from "@bootstrappable/core/assemble/architectures";
import type { AssemblyLanguage } from "@bootstrappable/core/assemble/assembly";
import type { Program } from "@bootstrappable/core/assemble/program";
import { scopeOf, type Scope } from "@bootstrappable/core/languages/assembly/scope";
import type { AssemblyId } from "@bootstrappable/core/languages/assembly/source";
import type { Document } from "@bootstrappable/core/languages/language";
import { nodeFileSystem } from "@bootstrappable/core/platform/node/fileSystem";
import { RememberedFiles } from "@bootstrappable/core/platform/rememberedFiles";
import { SourceText } from "@bootstrappable/core/text/sourceText";
import { buildName } from "@bootstrappable/core/tree/builds/build";
import { Workspace } from "@bootstrappable/core/tree/workspace";
import { readInputs } from "./assemblyInputs";
import { Refusal } from "./assembleUsage";
import { exitStatus } from "./exitStatus";
import { findingOf, type Finding } from "./report";
import { shownPath } from "./tree";
import { absolutePath } from "./paths";

/** A source of the command line, and which program it is looked at in. */
export interface FileInProgram {
  /** As the person spelled it. */
  readonly name: string;
  readonly document: Document & { readonly path: string; readonly workspace: Workspace };
  readonly scope: Scope;
}

/** The id of a language that is assembled. */
export function idOf(language: AssemblyLanguage): AssemblyId {
  return language === "M0" || language === "M1" ? "m1" : language;
}

/**
 * Opens a source as part of the program that its tree's scripts build from it, else as its path tells. Of several
 * programs `wanted` says which, by its path or by its architecture and path. An exit status where that cannot be, and
 * why was said; a refusal where it is for the caller to say.
 *
 * @param assumed what the person says of a file of which nothing else tells it; `any`: it need not be told
 */
export async function openInProgram(
  name: string,
  language: AssemblyId,
  wanted: string | undefined,
  assumed?: Architecture | "any",
): Promise<FileInProgram | Refusal | number> {
  const inputs = await readInputs([name]);
  if (inputs === undefined) return exitStatus.findings;
  const workspace = new Workspace(new RememberedFiles(nodeFileSystem, () => true));
  const text = new SourceText(inputs[0]!.bytes);
  const document = { language, path: absolutePath(name), text, workspace };
  if (assumed !== undefined && assumed !== "any")
    workspace.settings = { ...workspace.settings, assembly: { architecture: assumed } };
  const scope = await scopeOf(document);
  if (wanted === undefined) {
    if (!scope.guessed || assumed === "any") return { name, document, scope };
    return new Refusal(
      `${name}: nothing tells its architecture; say --architecture (${architectures.join(", ")})`,
    );
  }
  const names = programsOf(scope);
  const found = names.filter((each) => each === wanted || each.endsWith(` ${wanted}`));
  if (found.length !== 1) {
    const which = found.length === 0 ? "none of its programs" : "several of its programs";
    const known = names.length === 0 ? "no script of a tree assembles it" : `they are: ${names.join(", ")}`;
    return new Refusal(`${name}: ${wanted} is ${which}; ${known}`);
  }
  workspace.builds.set(document.path, found[0]!);
  return { name, document, scope: await scopeOf(document) };
}

/** The programs that a file is part of, each once, by `buildName`. */
function programsOf({ all }: Scope): readonly string[] {
  return [...new Set(all.map(buildName))];
}

/** Which program a file was read in, in words. */
export function readAs({ scope }: Pick<FileInProgram, "scope">): string {
  const { build, reading, from } = scope;
  if (build === undefined) {
    const [defines = ""] = reading.files;
    const also = from === "defines" ? `, with the macros of ${path.basename(defines)}` : "";
    return `read as its path tells (${reading.architecture})${also}`;
  }
  const others = programsOf(scope).length - 1;
  const more = others === 0 ? "" : `, one of ${others + 1} programs with this file: --program takes another`;
  return `read as part of ${build.output} (${build.architecture})${more}`;
}

/** How a file of the program is told of: the person's own as it was spelled, others like it. */
export function nameIn({ name, document }: FileInProgram): (file: string) => string {
  return (file) => {
    if (file === document.path) return name;
    // What blood-elf made of the labels of others.
    if (file === "") return "(symbol table)";
    return path.isAbsolute(name) ? file : shownPath(file);
  };
}

/** What the assembler found in the files of a program, as commands report it. */
export function findingsInProgram(file: FileInProgram, { assembly, inputs }: Program): Finding[] {
  const texts = new Map<number, SourceText>();
  const shown = nameIn(file);
  return assembly.findings.map(({ input, diagnostic }) => {
    const its = inputs[input]!;
    const source = texts.get(input) ?? new SourceText(its.bytes);
    texts.set(input, source);
    return findingOf(shown(its.name), source, diagnostic);
  });
}
