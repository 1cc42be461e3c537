import { diagnose, type Diagnostic } from "../../diagnostics/diagnostic";
import { parseChecksums } from "../../languages/checksums/parser";
import { evaluate, type EvaluatedDirective } from "../../languages/manifest/model";
import { parseManifest } from "../../languages/manifest/parser";
import { argumentOf } from "../../languages/manifest/syntax";
import { parseSources } from "../../languages/sources/parser";
import type { Range } from "../../text/range";
import type { SourceText } from "../../text/sourceText";
import type { Configuration } from "../configuration";
import { packageFolder } from "../scripts";
import type { Tree } from "../tree";
import { packageChecksums } from "../verify/packages";
import type { Workspace } from "../workspace";
import { describedIn } from "./parts";
import { undescribed, unknownHash } from "./stepFiles";

/** Something that a step lacks, at a place in one of its files or around them. */
export interface StepFinding {
  /** Absolute path. */
  readonly path: string;
  readonly diagnostic: Diagnostic;
}

/** A step's folder, its files read. */
interface Step {
  readonly name: string;
  readonly folder: string;
  /** Names of the files and folders in it. */
  readonly entries: ReadonlySet<string>;
  /** `pass1.kaem`, `pass2.sh`, … with their texts. */
  readonly scripts: ReadonlyMap<string, SourceText>;
  /** The lines that build it, whether their predicates hold or not. */
  readonly builds: readonly EvaluatedDirective[];
}

const start: Range = { start: 0, end: 0 };

/** What an existing step lacks; a text that says why it cannot be told. */
export async function lintStep(
  tree: Tree,
  workspace: Workspace,
  configuration: Configuration,
  name: string,
): Promise<readonly StepFinding[] | string> {
  const step = await readStep(tree, workspace, configuration, name);
  if (step === undefined) return `there is no folder steps/${name}`;
  const found = [
    ...lintPasses(tree, step),
    ...(await lintSources(workspace, step)),
    ...(await lintChecksums(tree, workspace, configuration, step)),
    ...lintLicences(step),
    ...(await lintParts(tree, workspace, step)),
  ];
  return found.sort((a, b) =>
    a.path === b.path ? a.diagnostic.range.start - b.diagnostic.range.start : a.path < b.path ? -1 : 1,
  );
}

async function readStep(
  tree: Tree,
  workspace: Workspace,
  configuration: Configuration,
  name: string,
): Promise<Step | undefined> {
  const folder = packageFolder(tree, name);
  if (name === "" || name.includes("/") || !(await workspace.isDirectory(folder))) return undefined;
  const entries = (await workspace.files.list(folder)).map((entry) => entry.name);
  const scripts = new Map<string, SourceText>();
  for (const entry of entries.filter((each) => /^pass\d+\.(kaem|sh)$/.test(each))) {
    const text = await workspace.text(`${folder}/${entry}`);
    if (text !== undefined) scripts.set(entry, text);
  }
  const manifest = await workspace.text(tree.manifest);
  const directives =
    manifest === undefined ? [] : evaluate(parseManifest(manifest), configuration).directives;
  const builds = directives.filter(
    ({ directive }) => directive.kind === "build" && argumentOf(directive) === name,
  );
  return { name, folder, entries: new Set(entries), scripts, builds };
}

/** Scripts and builds, against each other. Predicates may number passes in many ways: only what none needs is told. */
function lintPasses(tree: Tree, { folder, entries, scripts, builds }: Step): StepFinding[] {
  const found: StepFinding[] = [];
  if (builds.length === 0) {
    const first = [...scripts.keys()][0] ?? "sources";
    const message = "No line of the manifest builds this step.";
    found.push(at(`${folder}/${first}`, diagnose("step/not-in-manifest", start, message)));
    return found;
  }
  for (const script of scripts.keys()) {
    const pass = Number(/\d+/.exec(script)?.[0]);
    const shell = script.endsWith(".kaem") ? "kaem" : "bash";
    if (pass > builds.length) {
      const message = `The manifest builds this package ${builds.length === 1 ? "once" : `${builds.length} times`}.`;
      found.push(at(`${folder}/${script}`, diagnose("step/unused-pass", start, message)));
    } else if (builds.every(({ pass: each, era }) => each !== pass || era !== shell)) {
      // Under another configuration the pass may be another line's.
      if (builds.some(({ era }) => era === shell)) continue;
      const message = `Every build of this package runs under ${shell === "kaem" ? "bash" : "kaem"}.`;
      found.push(at(`${folder}/${script}`, diagnose("step/unused-pass", start, message)));
    }
  }
  if (entries.has("mk")) return found;
  for (const { directive, active, era, pass } of builds) {
    if (!active || era !== "bash" || scripts.has(`pass${pass ?? 1}.sh`)) continue;
    const message = `Pass ${pass ?? 1} has no pass${pass ?? 1}.sh: only defaults apply.`;
    found.push(at(tree.manifest, diagnose("step/missing-pass", directive.range, message)));
  }
  return found;
}

async function lintSources(workspace: Workspace, { folder, scripts }: Step): Promise<StepFinding[]> {
  const path = `${folder}/sources`;
  const text = await workspace.text(path);
  if (text !== undefined) {
    return parseSources(text)
      .lines.filter(({ hash }) => hash.text === unknownHash)
      .map(({ hash, name }) => {
        const message = `The hash of ${name} is not known yet.`;
        return at(path, diagnose("step/placeholder-hash", hash.range, message));
      });
  }
  return [...scripts].flatMap(([script, { latin1 }]) => {
    const reads = script.endsWith(".kaem")
      ? /^[ \t]*checksum-transcriber[ \t]+sources\b/m.exec(latin1)
      : /^[ \t]*src_get[ \t]*\(\)/m.test(latin1)
        ? null
        : /^/.exec(latin1);
    if (reads === null) return [];
    const range = { start: reads.index, end: reads.index + reads[0].length };
    return [
      at(`${folder}/${script}`, diagnose("step/missing-sources", range, "There is no `sources` beside.")),
    ];
  });
}

async function lintChecksums(
  tree: Tree,
  workspace: Workspace,
  configuration: Configuration,
  { name, folder, entries, scripts, builds }: Step,
): Promise<StepFinding[]> {
  const found: StepFinding[] = [];
  for (const [script, text] of scripts) {
    if (!script.endsWith(".kaem")) continue;
    // What sources.SHA256SUM holds was made a moment ago, from `sources`.
    const checks = [...text.latin1.matchAll(/^[ \t]*sha256sum[ \t]+-c[ \t]+(\S+)/gm)].filter(
      ([, file]) => file !== "sources.SHA256SUM",
    );
    if (checks.length === 0) {
      const message = "No `sha256sum -c` checks what this script makes.";
      found.push(at(`${folder}/${script}`, diagnose("step/unverified", start, message)));
    }
    for (const { 0: whole, 1: file = "", index } of checks) {
      const expanded = file.replaceAll("${pkg}", name).replaceAll("${ARCH}", configuration.get("ARCH") ?? "");
      if (/[$/]/.test(expanded) || entries.has(expanded)) continue;
      const range = { start: index + whole.length - file.length, end: index + whole.length };
      const message = `There is no ${expanded}.`;
      found.push(at(`${folder}/${script}`, diagnose("step/missing-checksums", range, message)));
    }
  }
  const files = [...entries]
    .filter((entry) => entry.endsWith(".checksums"))
    .map((entry) => `${folder}/${entry}`);
  const packages = await packageChecksums(tree, workspace, configuration);
  if (packages !== undefined) {
    files.push(packages.path);
    const mine = new Set(builds.map(({ directive }) => directive.range.start));
    for (const { file, range } of packages.missing.filter((each) => mine.has(each.range.start))) {
      const message = `SHA256SUMS.pkgs has no line for ${file}.`;
      found.push(at(tree.manifest, diagnose("checksums/missing-package", range, message)));
    }
  }
  for (const path of files) {
    const text = await workspace.text(path);
    for (const line of text === undefined ? [] : parseChecksums(text).lines) {
      const isOfOthers = path === packages?.path && !line.name.startsWith(`${name}_`);
      if (line.hash !== unknownHash || isOfOthers) continue;
      const message = `The hash of ${line.name} is not known yet.`;
      found.push(at(path, diagnose("step/placeholder-hash", line.hashRange, message)));
    }
  }
  return found;
}

function lintLicences({ folder, scripts }: Step): StepFinding[] {
  return [...scripts]
    .filter(([, { latin1 }]) => !latin1.includes("SPDX-License-Identifier:"))
    .map(([script]) => {
      const message = "No `SPDX-License-Identifier:` in this script.";
      return at(`${folder}/${script}`, diagnose("step/no-licence", start, message));
    });
}

async function lintParts(tree: Tree, workspace: Workspace, { name, builds }: Step): Promise<StepFinding[]> {
  const path = `${tree.root}/parts.rst`;
  const text = await workspace.text(path);
  if (text === undefined || builds.length === 0) return [];
  const sections = describedIn(text.latin1, name);
  if (sections.length > 0 && sections.every((section) => !section.includes(undescribed))) return [];
  const message =
    sections.length === 0
      ? `No section explains ${name}.`
      : `The section about ${name} is still to be written.`;
  const offset = sections.length === 0 ? 0 : Math.max(0, text.latin1.indexOf(sections[0]!));
  const range = { start: offset, end: offset + (sections[0]?.indexOf("\n") ?? 0) };
  return [at(path, diagnose("step/undescribed", range, message))];
}

function at(path: string, diagnostic: Diagnostic): StepFinding {
  return { path, diagnostic };
}
