import { architectures, traitsOf, type Architecture } from "../../assemble/architectures";
import type { AssemblyLanguage } from "../../assemble/assembly";
import { numberOf } from "../../assemble/m1Numbers";
import { buildName, type Build, type Content } from "../../tree/builds/build";
import { buildsIn } from "../../tree/builds/findBuilds";
import { withChoice } from "../../tree/choice";
import {
  architectures as treeArchitectures,
  architectureOf,
  type Architecture as TreeArchitecture,
} from "../../tree/configuration";
import { findTree, treeConfiguration } from "../../tree/discover";
import { evaluateTree } from "../../tree/evaluateTree";
import type { Tree } from "../../tree/tree";
import type { Workspace } from "../../tree/workspace";
import type { Document } from "../language";
import { architectureOfPath, isBootPath } from "./architectureOfPath";
import { nearestDefines } from "./nearestDefines";
import { sourceOfDocument, type AssemblyId } from "./source";

/** A build without the command that does it: what decides what sources mean. */
export type Reading = Omit<Build, "by">;

/** Which program a document is looked at as a part of. */
export interface Scope {
  readonly reading: Reading;
  /** The build of the tree's scripts; undefined where none of them assembles the file. */
  readonly build: Build | undefined;
  /** Every build that the file is part of, the chosen one among them. */
  readonly all: readonly Build[];
  /** The tree that the builds are of. */
  readonly tree: Tree | undefined;
  /** What says how the file is read; `nothing` where the architecture is a guess. */
  readonly from: "build" | "setting" | "defines" | "name" | "nothing";
  /** Whether the architecture is a guess: bytes of one are worth nothing. */
  readonly guessed: boolean;
}

/**
 * The program that a document belongs to: from the tree's scripts, else from a setting, else from what lies near it.
 * `architecture` is what the person answered, for a file of which nothing tells it.
 */
export async function scopeOf(document: Document, architecture?: Architecture): Promise<Scope> {
  const { path, workspace } = document;
  if (path === undefined || workspace === undefined) return alone(document);
  const tree = await findTree(workspace, path);
  const all = tree === undefined ? [] : await buildsOf(tree, workspace, path);
  if (all.length === 0) return { ...(await withoutBuild(document, path, workspace, architecture)), tree };
  const chosen = workspace.builds.get(path);
  const build = all.find((each) => buildName(each) === chosen) ?? all.find(({ whole }) => whole) ?? all[0]!;
  return { reading: build, build, all, tree, from: "build", guessed: false };
}

const choices = new Map(treeArchitectures.map((architecture) => [architecture, { architecture }]));

/** The builds of a tree that a file is part of: of the architecture that its path tells, else of all, the tree's own first. */
export async function buildsOf(tree: Tree, workspace: Workspace, path: string): Promise<readonly Build[]> {
  const { configuration } = await treeConfiguration(workspace, tree);
  const own = architectureOf(configuration);
  const told = architectureOfPath(path.slice(tree.root.length));
  const wanted: readonly (TreeArchitecture | undefined)[] =
    told === undefined
      ? [own, ...treeArchitectures.filter((each) => each !== own)]
      : treeArchitectures.filter((each) => each === told);
  const found: Build[] = [];
  for (const architecture of wanted) {
    const seen =
      architecture === undefined || architecture === own
        ? configuration
        : withChoice(configuration, choices.get(architecture)!);
    const evaluated = await evaluateTree(tree, workspace, seen);
    const builds = await buildsIn(evaluated, architecture ?? "x86");
    found.push(...builds.filter(({ files }) => files.includes(path)));
  }
  return found;
}

async function withoutBuild(
  document: Document,
  path: string,
  workspace: Workspace,
  answered: Architecture | undefined,
): Promise<Scope> {
  const language = sourceOfDocument(document).language;
  const { assembly } = workspace.settings;
  const named = architectures.find((each) => each === assembly?.architecture) ?? answered;
  const told = architectureOfPath(path) ?? named;
  const architecture = told ?? "x86";
  const set = assembly?.defines ?? [];
  const defines =
    language !== "m1" ? [] : set.length > 0 ? set : await nearestDefines(document, architecture);
  const found = defines.length > 0 ? "defines" : told === undefined ? "nothing" : "name";
  const from = named !== undefined || set.length > 0 ? "setting" : found;
  const base = assembly?.baseAddress === undefined ? undefined : numberOf(assembly.baseAddress);
  return {
    reading: reading(language, path, architecture, defines, base),
    build: undefined,
    all: [],
    tree: undefined,
    from,
    guessed: told === undefined && !defines.some((file) => architectureOfPath(file) === architecture),
  };
}

function alone(document: Document): Scope {
  const language = sourceOfDocument(document).language;
  const name = document.path ?? "";
  const architecture = architectureOfPath(name);
  return {
    reading: reading(language, name, architecture ?? "x86", [], undefined),
    build: undefined,
    all: [],
    tree: undefined,
    from: architecture === undefined ? "nothing" : "name",
    guessed: architecture === undefined,
  };
}

const readings = new Map<string, Reading>();
const mostReadings = 200;

/** The same reading for the same question: programs are remembered by it. */
function reading(
  language: AssemblyId,
  path: string,
  architecture: Architecture,
  defines: readonly string[],
  base: number | undefined,
): Reading {
  const key = JSON.stringify([language, path, architecture, defines, base]);
  let known = readings.get(key);
  if (known !== undefined) return known;
  const { bigEndian } = traitsOf(architecture);
  const files = [...defines, path];
  const sources = files.map((file): Content => ({ kind: "file", path: file }));
  const how: AssemblyLanguage = language === "m1" ? "M1" : language;
  known = {
    output: "",
    language: how,
    stage: language === "hex1" || language === "hex0",
    architecture,
    bigEndian,
    baseAddress: base ?? usualBase(architecture, path),
    inputs:
      language === "m1"
        ? [{ kind: "expanded", reading: { stage: false, architecture, bigEndian }, inputs: sources }]
        : sources,
    files,
    whole: false,
  };
  if (readings.size >= mostReadings) readings.clear();
  readings.set(key, known);
  return known;
}

/** Where a BIOS puts the first sector. */
const BOOT = 0x7c00;

/** Where upstream puts the programs of an architecture: x86 as its linkers do (boot code as the BIOS does), Knight at 0, the others at 0x600000. */
function usualBase(architecture: Architecture, path: string): number {
  if (architecture.startsWith("knight")) return 0;
  if (architecture === "x86") return isBootPath(path) ? BOOT : 0x08048000;
  return architecture === "armv7l" ? 0x10000 : 0x600000;
}
