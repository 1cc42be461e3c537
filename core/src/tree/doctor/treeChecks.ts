import { differenceText } from "../verify/verifyTree";
import { inspectDistfiles, neededDistfiles } from "../verify/distfiles";
import { inspectSeed, seedsOf } from "../verify/seeds";
import type { HashFile } from "../../platform/fileHash";
import { byteCount } from "../../text/amounts";
import {
  archOptionFor,
  type Configuration,
  architectureDirectory,
  architectureOf,
  architectures,
  configurationFault,
  parseConfiguration,
  type Architecture,
} from "../configuration";
import { configurationPath } from "../discover";
import type { CheckedPlan } from "../plan";
import type { Tree } from "../tree";
import type { Workspace } from "../workspace";
import { check, count, type Check } from "./check";

/** Whether the seeds of an architecture are there and what their sources assemble to; those of others in passing. */
export async function checkSeeds(
  tree: Tree,
  workspace: Workspace,
  architecture: Architecture,
): Promise<Check> {
  const name = "seeds";
  const folder = architectureDirectory(architecture);
  const seeds = await seedsOf(tree, workspace);
  const states = await Promise.all(
    seeds.map(async (seed) => ({ seed, state: await inspectSeed(seed, workspace) })),
  );
  const relative = (path: string) => path.slice(tree.root.length + 1);
  const different = states.flatMap(({ seed, state }) =>
    state.kind === "different" ? [`${relative(seed.source)}: ${differenceText(seed, state)}`] : [],
  );
  if (different.length > 0) {
    return check(
      name,
      "bad",
      `${count(different.length, "seed is", "seeds are")} not what the hex0 source beside makes.`,
      "Do not run it before you know why: bootstrappable verify names the byte; git -C seed/stage0-posix/bootstrap-seeds status shows what was changed",
      different,
    );
  }
  const own = states.filter(({ seed }) => seed.folder === folder);
  const missing = own
    .filter(({ state }) => state.kind === "missing")
    .map(({ seed }) => relative(seed.binary));
  if (own.length === 0 || missing.length > 0) {
    const others = [...new Set(seeds.map((seed) => seed.folder))];
    return check(
      name,
      "bad",
      `There is no seed to start from for ${architecture}.`,
      others.length === 0
        ? "git submodule update --init --recursive"
        : `choose another architecture with --arch; there are seeds for ${others.join(", ")}`,
      own.length === 0 ? [`seed/stage0-posix/bootstrap-seeds/POSIX/${folder}`] : missing,
    );
  }
  const unexplained = own.filter(({ state }) => state.kind === "binary-only");
  if (unexplained.length > 0) {
    return check(
      name,
      "warning",
      "A seed has no source beside it: what it does has to be trusted.",
      "put its hex0 source beside it",
      unexplained.map(({ seed }) => relative(seed.binary)),
    );
  }
  const binaries = states.filter(({ state }) => state.kind === "equal").length;
  return check(
    name,
    "good",
    binaries === 0
      ? "The seeds are there as hex0 source, which a run assembles."
      : `${count(binaries, "seed is", "seeds are")} byte for byte what their sources make.`,
  );
}

/** Whether steps/bootstrap.cfg, where there is one, can be used. */
export async function checkConfiguration(tree: Tree, workspace: Workspace): Promise<Check> {
  const name = "configuration";
  const text = await workspace.text(configurationPath(tree));
  if (text === undefined) {
    return check(name, "good", "There is no steps/bootstrap.cfg; a run writes its own.");
  }
  const remedy = "remove steps/bootstrap.cfg, or correct it: a run writes its own into its copy of the tree";
  const { configuration, malformed } = parseConfiguration(text);
  if (malformed.length > 0) {
    return check(
      name,
      "warning",
      "steps/bootstrap.cfg has lines that are not NAME=VALUE, at which the script generator stops.",
      remedy,
      malformed.map(({ start }) => `steps/bootstrap.cfg:${text.lineAt(start) + 1}`),
    );
  }
  const wrong = configurationFault(text);
  if (wrong !== undefined) {
    const place = `steps/bootstrap.cfg:${wrong.line + 1}`;
    return check(name, "warning", `A line of steps/bootstrap.cfg is ${wrong.fault}.`, remedy, [place]);
  }
  const architecture = architectureOf(configuration);
  if (architecture === undefined) {
    const value = configuration.get("ARCH");
    return check(
      name,
      "warning",
      `steps/bootstrap.cfg ${value === undefined ? "does not set ARCH" : `has ARCH=${value}`}; known are ${architectures.join(", ")}.`,
      remedy,
    );
  }
  const directory = configuration.get("ARCH_DIR") ?? "";
  if (directory !== architectureDirectory(architecture)) {
    return check(
      name,
      "warning",
      `steps/bootstrap.cfg has ARCH_DIR=${directory}; the folder for ${architecture} is ${architectureDirectory(architecture)}.`,
      remedy,
    );
  }
  return check(name, "good", `steps/bootstrap.cfg is for ${architecture}.`);
}

/** Whether the script generator would take the manifest, and every step has what it names. */
export async function checkManifest(tree: Tree, workspace: Workspace, plan: CheckedPlan): Promise<Check> {
  const errors = plan.problems.filter(({ severity }) => severity === "error");
  if (errors.length === 0)
    return check("manifest", "good", `${count(plan.steps.length, "step")} in the plan.`);
  const text = await workspace.text(tree.manifest);
  return check(
    "manifest",
    "bad",
    `${count(errors.length, "error")} in the manifest: a run would end there.`,
    "bootstrappable check steps/manifest tells more",
    errors.map(({ range, message }) => `steps/manifest:${(text?.lineAt(range.start) ?? 0) + 1} ${message}`),
  );
}

/** Whether the distfiles that are needed before the network is up are there, and those that are there are right. */
export async function checkDistfiles(
  tree: Tree,
  workspace: Workspace,
  { plan, configuration }: { readonly plan: CheckedPlan; readonly configuration: Configuration },
  hash: HashFile,
): Promise<Check> {
  const name = "distfiles";
  const needed = await neededDistfiles(tree, workspace, plan);
  const inspected = await inspectDistfiles(tree, needed, hash);
  const bad = names(inspected.filter(({ state }) => state.kind === "bad"));
  const have = new Map(
    inspected.flatMap(({ distfile, state }) => (state.kind === "have" ? [[distfile.name, state.size]] : [])),
  );
  const missing = inspected.filter(({ state }) => state.kind === "missing");
  const early = names(missing.filter(({ distfile }) => distfile.beforeNetwork));
  const late = names(missing).filter((each) => !early.includes(each));
  const bytes = [...have.values()].reduce((sum, each) => sum + each, 0);
  const there = `${count(have.size, "distfile is", "distfiles are")} there and right (${byteCount(bytes)})`;
  if (bad.length > 0) {
    return check(
      name,
      "bad",
      `${count(bad.length, "distfile does", "distfiles do")} not have the hash of its sources; ${there}.`,
      "remove them and fetch them again",
      bad.map((each) => `distfiles/${each}`),
    );
  }
  if (early.length > 0) {
    const unfindable = new Set(
      names(missing.filter(({ distfile }) => distfile.beforeNetwork && distfile.url === undefined)),
    );
    const mirror =
      unfindable.size === 0 ? "" : ` ${unfindable.size} of them no URL has: they need a mirror, or git.`;
    return check(
      name,
      "bad",
      `${count(early.length, "distfile that a step needs before the network is up is", "distfiles that steps need before the network is up are")} missing; ${there}.${mirror}`,
      `\`bootstrappable distfiles fetch${archOptionFor(configuration)} --before-network${unfindable.size > 0 ? " --mirror PLACE" : ""}\` fetches them into distfiles/`,
      early.map((each) => (unfindable.has(each) ? `distfiles/${each} (no URL)` : `distfiles/${each}`)),
    );
  }
  const more =
    late.length === 0
      ? ""
      : `; ${late.length} more ${late.length === 1 ? "is" : "are"} downloaded once the network is up`;
  return check(name, "good", needed.length === 0 ? "No step needs a distfile." : `${there}${more}.`);
}

function names(inspected: readonly { readonly distfile: { readonly name: string } }[]): string[] {
  return [...new Set(inspected.map(({ distfile }) => distfile.name))];
}
