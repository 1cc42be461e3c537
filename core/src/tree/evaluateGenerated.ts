import { evaluate } from "../languages/manifest/model";
import { parseManifest } from "../languages/manifest/parser";
import { argumentOf } from "../languages/manifest/syntax";
import type { Range } from "../text/range";
import type { SourceText } from "../text/sourceText";
import type { Configuration } from "./configuration";
import { ScriptText } from "./evaluateTexts";
import { generateScripts } from "./generate/generateScripts";
import type { Tree } from "./tree";
import type { Workspace } from "./workspace";

const LF = 0x0a;
const configurationFile = "steps/bootstrap.cfg";
/** `set -ex` and `cd /steps`, with their line ends. */
const head = 18;

/**
 * The scripts that the script generator writes, by their paths in the root file system. Each line that a directive of
 * the manifest gives stands for that directive; the lines of `steps/env` are those of that file.
 */
export async function generatedTexts(
  tree: Tree,
  workspace: Workspace,
  configuration: Configuration,
): Promise<ReadonlyMap<string, ScriptText>> {
  const { files } = await generateScripts(tree, workspace, configuration);
  const manifest = await workspace.text(tree.manifest);
  const env = await workspace.text(`${tree.steps}/env`);
  const variables = files.find(({ path }) => path === configurationFile)?.bytes.length ?? 0;
  const ranges = manifest === undefined ? [] : stepLines(manifest, configuration);
  const scripts = new Map<string, ScriptText>();
  for (const { path, bytes } of files) {
    // It exists before, without what the manifest defines.
    if (path === configurationFile) continue;
    const numbered = /^steps\/\d+\.sh$/.test(path);
    // What bash reads is not ours; kaem's scripts carry configuration and env in their heads.
    if (!numbered || bytes[0] === 0x23) {
      scripts.set(`/${path}`, ScriptText.generated(bytes, [{ start: 0, file: "", from: 0 }]));
      continue;
    }
    const envStart = head + variables;
    const stepsStart = envStart + (env?.length ?? 0);
    const parts: { start: number; file: string; from: number | Range }[] = [
      { start: 0, file: "", from: 0 },
      { start: envStart, file: `${tree.steps}/env`, from: 0 },
    ];
    for (let start = stepsStart; start < bytes.length; start = lineEnd(bytes, start)) {
      const range = ranges.shift();
      if (range !== undefined) parts.push({ start, file: tree.manifest, from: range });
      else parts.push({ start, file: "", from: 0 });
    }
    scripts.set(`/${path}`, ScriptText.generated(bytes, parts));
  }
  return scripts;
}

/** For each line that steps of the kaem era give, in order, the directive's line in the manifest. */
function stepLines(manifest: SourceText, configuration: Configuration): Range[] {
  const lines: Range[] = [];
  for (const { directive, active, era } of evaluate(parseManifest(manifest), configuration).directives) {
    if (!active || era === "bash" || directive.kind === "define") continue;
    const { range } = directive;
    let count = directive.kind === "build" || directive.kind === "jump" ? 4 : 1;
    // Behind the build of bash stands the call of the next script.
    if (directive.kind === "build" && directive.argument?.text.startsWith("bash-") === true) count++;
    for (let line = 0; line < count; line++) lines.push(range);
  }
  return lines;
}

/** A step of the kaem era that does not run under a configuration. */
export interface InactiveStep {
  /** Its script, as the step would name it. */
  readonly script: string;
  /** In the root file system. */
  readonly directory: string;
  /** The value of `pkg`; undefined where it is no build. */
  readonly package: string | undefined;
}

/** The steps of the kaem era whose predicate does not hold. */
export function inactiveSteps(manifest: SourceText, configuration: Configuration): InactiveStep[] {
  return evaluate(parseManifest(manifest), configuration).directives.flatMap<InactiveStep>(
    ({ directive, active, era, pass }) => {
      const name = argumentOf(directive);
      if (active || era === "bash" || name === undefined || directive.kind === "uninstall") return [];
      if (directive.kind === "build")
        return [{ script: `pass${pass ?? 1}.kaem`, directory: `/steps/${name}`, package: name }];
      return [{ script: `/steps/${directive.kind}/${name}.sh`, directory: "/steps", package: undefined }];
    },
  );
}

function lineEnd(bytes: Uint8Array, start: number): number {
  const end = bytes.indexOf(LF, start);
  return end < 0 ? bytes.length : end + 1;
}
