import type { SourceText } from "@bootstrappable/core/text/sourceText";
import { dotOf } from "@bootstrappable/core/tree/provenance/dot";
import { chain, drawn, firstExpanded, type Drawn } from "@bootstrappable/core/tree/provenance/draw";
import type { ProvenanceNode } from "@bootstrappable/core/tree/provenance/graph";
import { placed } from "@bootstrappable/core/tree/provenance/layout";
import { provenanceOf, type Provenance } from "@bootstrappable/core/tree/provenance/provenance";
import { svgOf } from "@bootstrappable/core/tree/provenance/svg";
import { textOf } from "@bootstrappable/core/tree/provenance/text";
import type { Tree } from "@bootstrappable/core/tree/tree";
import type { Workspace } from "@bootstrappable/core/tree/workspace";
import { Command, Option } from "commander";
import {
  archOption,
  chosenConfiguration,
  configOption,
  setOption,
  type ConfigurationOptions,
} from "../configuration";
import { exitStatus } from "../exitStatus";
import { complain, jsonLine, printable } from "../report";
import { openTree } from "../tree";
import { writeOutput } from "../writeOutput";
import type { SetStatus } from "./command";
import { absolutePath } from "../paths";

interface Options extends ConfigurationOptions {
  readonly of: string;
  readonly format: "text" | "json" | "dot" | "svg";
  readonly output: string;
  readonly all?: boolean;
}

/** Laying out more takes minutes. */
const mostLaidOut = 300;

export function provenanceCommand(setStatus: SetStatus): Command {
  return new Command("provenance")
    .description("where something comes from: the commands that make it, back to the seeds")
    .argument("[tree]", "top folder of a live-bootstrap checkout, or any path in one", ".")
    .requiredOption("--of <path|step>", "a path in the root file system, a file of the tree, or a step")
    .addOption(archOption())
    .addOption(configOption())
    .addOption(setOption())
    .addOption(
      new Option("--format <format>", "an outline, JSON lines, or a picture")
        .choices(["text", "json", "dot", "svg"])
        .default("text"),
    )
    .option("-o, --output <file>", "where to write; otherwise standard output", "-")
    .option("--all", "dot, svg: every command and source by itself, however many there are")
    .addHelpText("after", help)
    .action(async (given: string, options: Options) => setStatus(await provenance(given, options)));
}

const help = `
PATH: /x86/bin/M1, or a file of the tree, of which the same is told as of what is made of it. STEP: NAME or NAME:PASS.
Nothing is executed. What a command reads and writes is known by its words; what an archive, make or a step of the
bash era brings along is not: then everything that it may use counts. Permissions and checksums are not followed.
The totals are in text and json: bytes of binary that nothing made, and lines of the sources by language.
Exit status: 0 it is known where it comes from, 1 it is not, 2 wrong usage.`;

async function provenance(given: string, options: Options): Promise<number> {
  const opened = await openTree(given);
  const configuration = await chosenConfiguration(options);
  if (opened === undefined || configuration === undefined) return exitStatus.usage;
  const { tree, workspace } = opened;
  const wanted = await wantedOf(tree, workspace, options.of);
  const found = await provenanceOf(tree, workspace, configuration, wanted);
  if (found === undefined) {
    complain(`${options.of}: no such step, and no command of the kaem era is known to make such a file`);
    return exitStatus.findings;
  }
  const text = await written(found, workspace, tree, options);
  if (text === undefined) return exitStatus.findings;
  const good = await writeOutput(options.output, new TextEncoder().encode(text), false, []);
  return good ? exitStatus.good : exitStatus.findings;
}

/** A path that leads to a file of the tree stands for that file. */
async function wantedOf(tree: Tree, workspace: Workspace, given: string): Promise<string> {
  if (!given.includes("/") || given.startsWith(`${tree.root}/`)) return given;
  for (const base of [process.cwd(), tree.root]) {
    const file = absolutePath(given, base);
    if (file.startsWith(`${tree.root}/`) && (await workspace.isFile(file))) return file;
  }
  return given.startsWith("/") ? given : `/${given}`;
}

async function written(
  found: Provenance,
  workspace: Workspace,
  tree: Tree,
  { format, all }: Options,
): Promise<string | undefined> {
  const title = `${found.title} (${found.architecture})`;
  switch (format) {
    case "text": {
      const place = await placesOf(found, workspace, tree);
      return textOf(found, place)
        .map((line) => `${printable(line)}\n`)
        .join("");
    }
    case "json":
      return jsonLines(found, await placesOf(found, workspace, tree));
    case "dot":
      return dotOf(picture(found, all), found.groups, title);
    case "svg": {
      const shown = picture(found, all);
      if (shown.nodes.length > mostLaidOut) {
        complain(`${shown.nodes.length} nodes are too many to lay out; --format dot gives them to Graphviz`);
        return undefined;
      }
      return svgOf(placed(shown), title);
    }
  }
}

function picture(found: Provenance, all = false): Drawn {
  return all ? drawn(found, [chain, ...found.groups.keys()], true) : drawn(found, firstExpanded(found));
}

type PlaceOf = (node: ProvenanceNode) => string | undefined;

/** Where nodes stand: `steps/manifest:31`, relative to the tree. */
async function placesOf({ nodes }: Provenance, workspace: Workspace, tree: Tree): Promise<PlaceOf> {
  const files = new Set(nodes.flatMap(({ place }) => place?.file ?? []));
  const texts = new Map<string, SourceText | undefined>();
  for (const file of files) texts.set(file, await workspace.text(file));
  return ({ place, kind }) => {
    if (place === undefined) return undefined;
    const file = place.file.slice(tree.root.length + 1);
    const line = texts.get(place.file)?.lineAt(place.range.start);
    return line === undefined || kind === "source" || kind === "seed" ? file : `${file}:${line + 1}`;
  };
}

function jsonLines(
  { nodes, edges, groups, targets, totals, title, architecture }: Provenance,
  placeOf: PlaceOf,
): string {
  const lines: unknown[] = [
    ...nodes.map((node) => ({
      type: "node",
      id: node.id,
      kind: node.kind,
      label: node.label,
      command: node.command ?? null,
      place: placeOf(node) ?? null,
      group: node.group === undefined ? null : groups[node.group]!.title,
      size: node.size ?? null,
      target: targets.includes(node.id),
    })),
    ...edges.map((edge) => ({ type: "edge", ...edge })),
    { type: "totals", of: title, architecture, ...totals },
  ];
  return lines.map((line) => `${jsonLine(line)}\n`).join("");
}
