import { assembleHex0, hex0OfArchitecture, plainHex0 } from "../../assemble/hex0";
import { evaluate } from "../../languages/manifest/model";
import { parseManifest } from "../../languages/manifest/parser";
import { isTelling, revisionsOf, tarballOf } from "../../languages/manifest/revisions";
import type { Range } from "../../text/range";
import type { SourceText } from "../../text/sourceText";
import { checksumFiles, seedChecksumFiles, type ChecksumFile } from "../../tree/artifacts";
import { checksOfList } from "../../tree/checked";
import type { Configuration } from "../../tree/configuration";
import { evaluateTree } from "../../tree/evaluateTree";
import type { EvaluatedTree } from "../../tree/evaluatedTree";
import { checksumsAt, packageSumsPath } from "../../tree/packages";
import { makePlan, type Plan, type PlanStep } from "../../tree/plan";
import { sha256Of } from "../../tree/seedBuild/program";
import type { Tree } from "../../tree/tree";
import { neededDistfiles } from "../../tree/verify/distfiles";
import type { Workspace } from "../../tree/workspace";
import type { StepName } from "../events";
import { normalisePath, rootPlaces } from "../layout";
import { seedPlaces } from "../seeds";
import { seedStep, stepNameOf } from "../steps";

/** Something that a tree says the hash of, as it has to be in a run's root file system. */
export interface Expectation {
  readonly kind: "seed" | "stage0" | "step" | "distfile" | "package";
  /** Absolute path in the root. */
  readonly path: string;
  /** As the list has it, and as a run's record does. */
  readonly name: string;
  /** SHA-256 in lower-case hex. */
  readonly expected: string;
  /** Where the tree says so, an absolute path. */
  readonly file: string;
  readonly text: SourceText;
  /** In bytes. */
  readonly range: Range;
  /** Behind which step it has to be so. Of a distfile the first that uses it. */
  readonly step: StepName;
}

/**
 * All that a tree expects of a run under a configuration, in the order of its steps: the seeds (what their sources
 * assemble to), the answers of stage0-posix, each step's checksums, its distfiles, and the packages that bash builds.
 * Lists that no step looks at are left out.
 */
export async function expectationsOf(
  tree: Tree,
  workspace: Workspace,
  configuration: Configuration,
): Promise<readonly Expectation[]> {
  const plan = await makePlan(tree, workspace, configuration);
  const all = [
    ...(await ofSeeds(tree, workspace, configuration)),
    ...(await ofDistfiles(tree, workspace, plan)),
    ...(await ofLists(tree, workspace, configuration, plan)),
    ...(await ofPackages(tree, workspace, configuration, plan)),
  ];
  return all.sort((a, b) => a.step.number - b.step.number);
}

async function ofSeeds(
  tree: Tree,
  workspace: Workspace,
  configuration: Configuration,
): Promise<readonly Expectation[]> {
  const directory = configuration.get("ARCH_DIR") ?? "";
  const found: Expectation[] = [];
  for (const { binary, source } of Object.values(seedPlaces(directory))) {
    const file = tree.stage0 + source;
    const text = await workspace.text(file);
    if (text === undefined) continue;
    const dialect = hex0OfArchitecture[directory.toLowerCase()] ?? plainHex0;
    const expected = await sha256Of(assembleHex0(text.bytes, { dialect }).bytes);
    const range = { start: 0, end: 0 };
    found.push({ kind: "seed", path: binary, name: binary, expected, file, text, range, step: seedStep });
  }
  return found;
}

async function ofDistfiles(tree: Tree, workspace: Workspace, plan: Plan): Promise<readonly Expectation[]> {
  const found: Expectation[] = [];
  const seen = new Set<string>();
  for (const { name, hash, sources, hashRange } of await neededDistfiles(tree, workspace, plan)) {
    const [text, step] = [
      await workspace.text(sources),
      plan.steps.find((each) => each.kind === "build" && sources === `${tree.steps}/${each.name}/sources`),
    ];
    if (text === undefined || step === undefined || name.includes("/") || !isHash(hash)) continue;
    // A file is named once for each place that it is unpacked to.
    const once = `${sources} ${name} ${hash}`;
    if (seen.has(once)) continue;
    seen.add(once);
    found.push({
      ...{ kind: "distfile", path: `${rootPlaces.distfiles}/${name}`, name },
      ...{ expected: hash.toLowerCase(), file: sources, text, range: hashRange, step: stepNameOf(step) },
    });
  }
  return found;
}

/** Lists that the kaem era checks, and the answers of stage0-posix. */
async function ofLists(
  tree: Tree,
  workspace: Workspace,
  configuration: Configuration,
  plan: Plan,
): Promise<readonly Expectation[]> {
  const evaluated = await evaluateTree(tree, workspace, configuration);
  const architecture = configuration.get("ARCH");
  const lists = [...(await seedChecksumFiles(workspace, tree)), ...(await checksumFiles(workspace, tree))];
  return lists
    .filter((list) => list.architecture === undefined || list.architecture === architecture)
    .filter(({ file }) => `${tree.root}/${file}` !== packageSumsPath(tree))
    .flatMap((list) => ofList(tree, evaluated, plan, list));
}

function ofList(
  tree: Tree,
  evaluated: EvaluatedTree,
  plan: Plan,
  { file: inTree, text, lines }: ChecksumFile,
): readonly Expectation[] {
  const file = `${tree.root}/${inTree}`;
  // stage0-posix is done before any step, whoever looks at it again.
  if (inTree.endsWith(".answers"))
    return lines.map(({ name, hash, hashRange: range }) => ({
      ...{ kind: "stage0", path: normalisePath(name), name, expected: hash.toLowerCase() },
      ...{ file, text, range, step: seedStep },
    }));
  return checksOfList(tree, evaluated, file).flatMap((check) => {
    const step = stepOf(plan, check.place?.file);
    if (step === undefined && !file.startsWith(`${tree.seed}/`)) return [];
    return lines.flatMap(({ name, hash, hashRange: range }): readonly Expectation[] => {
      const path = evaluated.pathOf(check, name);
      if (path === undefined) return [];
      const behind = step === undefined ? seedStep : stepNameOf(step);
      return [{ kind: "step", path, name, expected: hash.toLowerCase(), file, text, range, step: behind }];
    });
  });
}

function stepOf(plan: Plan, script: string | undefined): PlanStep | undefined {
  return plan.steps.findLast((step) => step.script !== undefined && step.script === script);
}

async function ofPackages(
  tree: Tree,
  workspace: Workspace,
  configuration: Configuration,
  plan: Plan,
): Promise<readonly Expectation[]> {
  const file = packageSumsPath(tree);
  const [sums, text] = await Promise.all([checksumsAt(workspace, file), workspace.text(tree.manifest)]);
  const manifest = text && parseManifest(text);
  if (sums === undefined || manifest === undefined || !isTelling(manifest)) return [];
  const lines = new Map(sums.contents.lines.map((line) => [line.name, line]));
  return revisionsOf(evaluate(manifest, configuration), false).flatMap((revision): readonly Expectation[] => {
    const name = tarballOf(revision);
    const line = lines.get(name);
    const step = plan.steps.find(({ range }) => range.start === revision.line.start);
    if (line === undefined || step === undefined) return [];
    const path = `${rootPlaces.packages}/${name}`;
    return [
      {
        ...{ kind: "package", path, name, expected: line.hash.toLowerCase() },
        ...{ file, text: sums.contents.text, range: line.hashRange, step: stepNameOf(step) },
      },
    ];
  });
}

function isHash(text: string): boolean {
  return /^[0-9a-fA-F]{64}$/.test(text);
}
