import type { Environment, Invocation } from "../languages/kaem/interpreter/world";
import { resolvePath } from "../languages/kaem/paths";
import { sourcesOf } from "../runs/layout";
import { SourceText } from "../text/sourceText";
import {
  architectureDirectory,
  architectureOf,
  formatConfiguration,
  type Configuration,
} from "./configuration";
import { configurationPath } from "./discover";
import { EvaluatedTree, type EvaluatedScript } from "./evaluatedTree";
import { generatedTexts, inactiveSteps, type InactiveStep } from "./evaluateGenerated";
import { ScriptText } from "./evaluateTexts";
import { Exploration, type TreeFiles } from "./evaluateWorld";
import type { Tree } from "./tree";
import type { Workspace } from "./workspace";

/** What an evaluation asked of a workspace: as long as the answers stay the same, so does the result. */
interface Remembered {
  readonly texts: ReadonlyMap<string, SourceText | undefined>;
  readonly files: ReadonlyMap<string, boolean>;
  readonly result: EvaluatedTree;
}

/** Where the steps find their shell. */
const kaem = "/usr/bin/kaem";

/** The last evaluations of a tree by their configurations, the last used at the end, and the one that is on its way. */
interface Evaluations {
  readonly last: Map<string, Remembered>;
  running: Promise<unknown>;
}

/** So many configurations of a tree are remembered: every architecture, and one on the side. */
const mostRemembered = 6;

const evaluations = new WeakMap<Workspace, Map<string, Evaluations>>();

/**
 * Goes through the kaem era of a bootstrap without running anything: from the seed's `kaem.<arch>` over the scripts
 * that it calls to the steps of the manifest, up to where bash takes over. Programs are taken for successes; where an
 * `if` cannot be decided both branches count. Asked again, it evaluates again only when a file that it read changed.
 */
export function evaluateTree(
  tree: Tree,
  workspace: Workspace,
  configuration: Configuration,
): Promise<EvaluatedTree> {
  let ofWorkspace = evaluations.get(workspace);
  if (ofWorkspace === undefined) evaluations.set(workspace, (ofWorkspace = new Map<string, Evaluations>()));
  let known = ofWorkspace.get(tree.root);
  if (known === undefined) {
    known = { last: new Map(), running: Promise.resolve() };
    ofWorkspace.set(tree.root, known);
  }
  const own = known;
  // Who asks while another evaluates waits for that result instead of making the same once more.
  const evaluate = () => refreshed(own, tree, workspace, configuration);
  const result = own.running.then(evaluate, evaluate);
  own.running = result;
  return result;
}

async function refreshed(
  known: Evaluations,
  tree: Tree,
  workspace: Workspace,
  configuration: Configuration,
): Promise<EvaluatedTree> {
  const text = formatConfiguration(configuration);
  const last = known.last.get(text);
  known.last.delete(text);
  if (last !== undefined && (await stillTrue(last, workspace))) {
    known.last.set(text, last);
    return last.result;
  }
  const asked = new AskedFiles(tree, workspace, last);
  const result = await explore(tree, asked, configuration);
  known.last.set(text, { texts: asked.texts, files: asked.known, result });
  if (known.last.size > mostRemembered) known.last.delete(known.last.keys().next().value!);
  return result;
}

async function stillTrue({ texts, files }: Remembered, workspace: Workspace): Promise<boolean> {
  for (const [path, text] of texts) {
    if (!sameText(await workspace.text(path), text)) return false;
  }
  for (const [path, there] of files) {
    if ((await workspace.isFile(path)) !== there) return false;
  }
  return true;
}

function sameText(a: SourceText | undefined, b: SourceText | undefined): boolean {
  if (a === b || a === undefined || b === undefined) return a === b;
  return a.length === b.length && a.bytes.every((byte, index) => byte === b.bytes[index]);
}

/** A workspace whose answers are written down. */
class AskedFiles {
  readonly texts = new Map<string, SourceText | undefined>();
  readonly known = new Map<string, boolean>();

  constructor(
    readonly tree: Tree,
    readonly workspace: Workspace,
    private readonly last: Remembered | undefined,
  ) {}

  async text(path: string): Promise<SourceText | undefined> {
    if (this.texts.has(path)) return this.texts.get(path);
    const text = await this.workspace.text(path);
    // The same text as before is parsed already.
    const before = this.last?.texts.get(path);
    const kept = sameText(text, before) ? before : text;
    this.texts.set(path, kept);
    return kept;
  }

  async isFile(path: string): Promise<boolean> {
    let there = this.known.get(path);
    if (there === undefined) this.known.set(path, (there = await this.workspace.isFile(path)));
    return there;
  }
}

async function explore(tree: Tree, asked: AskedFiles, configuration: Configuration): Promise<EvaluatedTree> {
  // The generator reads these by itself.
  await asked.text(tree.manifest);
  await asked.text(`${tree.steps}/env`);
  const generated = await generatedTexts(tree, asked.workspace, configuration);
  const files: TreeFiles = {
    async script(path) {
      const made = generated.get(path);
      if (made !== undefined) return made;
      if (path === "/steps/bootstrap.cfg") return configurationText(tree, asked, configuration);
      for (const file of sourcesOf(tree, path)) {
        const text = await asked.text(file);
        if (text !== undefined) return ScriptText.ofFile(file, text);
      }
      return undefined;
    },
    async has(path) {
      if (generated.has(path)) return true;
      for (const file of sourcesOf(tree, path)) if (await asked.isFile(file)) return true;
      return false;
    },
  };
  const exploration = new Exploration(files, architectureOf(configuration) ?? "x86");
  await runAll(exploration, [...generated.keys()], configuration);
  const manifest = asked.texts.get(tree.manifest);
  if (manifest !== undefined) await runInactive(exploration, inactiveSteps(manifest, configuration));
  const scripts = new Map<string, EvaluatedScript>(
    [...exploration.runs].map(([path, runs]) => [path, { path, runs }]),
  );
  return new EvaluatedTree(
    scripts,
    exploration.commands,
    exploration.history,
    exploration.places,
    async (path) => {
      for (const file of sourcesOf(tree, path)) if (await asked.isFile(file)) return file;
      return undefined;
    },
  );
}

/** What a run under a configuration does. */
async function runAll(
  exploration: Exploration,
  generated: readonly string[],
  configuration: Configuration,
): Promise<void> {
  const directory = architectureDirectory(architectureOf(configuration) ?? "x86");
  const seed = `/bootstrap-seeds/POSIX/${directory}/kaem-optional-seed`;
  const path = environmentOf({ PATH: "/bin" });
  await exploration.start("minimal", invocationOf([seed], "/", path, "runs"), undefined);
  const run = (script: string) => {
    const environment = environmentOf({ PATH: "/usr/bin" });
    return exploration.start("full", invocationOf([kaem, "-f", script], "/", environment, "runs"), undefined);
  };
  // Where no script of the tree runs what the generator writes, our own driver does the same.
  const first = "/steps/0.sh";
  if (!exploration.read.has(first) && generated.includes(first)) await run(first);
  // Each jump ends in a new kernel, whose first program is kaem.
  for (const script of generated) if (script.startsWith("/kaem.run.")) await run(script);
}

/** What the steps would do that this configuration leaves out, with what is set at the end of the others. */
async function runInactive(exploration: Exploration, steps: readonly InactiveStep[]): Promise<void> {
  const last = exploration.commands.findLast(({ script }) => /^\/steps\/\d+\.sh$/.test(script));
  const environment = last?.state.environment ?? environmentOf({ PATH: "/usr/bin" });
  for (const { script, directory, package: pkg } of steps) {
    if (exploration.read.has(resolvePath(directory, script))) continue;
    const own = pkg === undefined ? [] : [["pkg", { value: pkg, setBy: undefined }] as const];
    const words = [kaem, "-f", script];
    const invocation = invocationOf(words, directory, new Map([...environment, ...own]), "skipped");
    await exploration.start("full", invocation, undefined);
  }
}

/** bootstrap.cfg as rootfs.py writes it before a run; the tree's own file where it says the same. */
async function configurationText(
  tree: Tree,
  asked: AskedFiles,
  configuration: Configuration,
): Promise<ScriptText> {
  const written = SourceText.fromString(formatConfiguration(configuration));
  const file = configurationPath(tree);
  const text = await asked.text(file);
  if (text !== undefined && sameText(text, written)) return ScriptText.ofFile(file, text);
  return ScriptText.generated(written.bytes, [{ start: 0, file: "", from: 0 }]);
}

function environmentOf(variables: Readonly<Record<string, string>>): Environment {
  return new Map(Object.entries(variables).map(([name, value]) => [name, { value, setBy: undefined }]));
}

function invocationOf(
  words: readonly string[],
  directory: string,
  environment: Environment,
  certainty: Invocation["certainty"],
): Invocation {
  const place = {
    script: "",
    command: { range: { start: 0, end: 0 }, line: 0, words: [], fate: "runs" },
  } as const;
  return { program: words[0] ?? "", words, environment, directory, certainty, place };
}
