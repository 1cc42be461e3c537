import { diagnose, type Diagnostic } from "../../diagnostics/diagnostic";
import { scriptPath, scriptPlace } from "../../tree/scripts";
import type { StepFiles } from "../../tree/stepFiles";
import type { Tree } from "../../tree/tree";
import { Suggestions } from "./closest";
import type { EvaluatedDirective } from "./model";
import { argumentOf, type Word } from "./syntax";

/**
 * Packages and scripts that the manifest names and the tree lacks. Of an inactive step only what is wrong under every
 * configuration is told, as a warning: which pass it would be depends on the others.
 */
export function missingFiles(
  directives: readonly EvaluatedDirective[],
  tree: Tree,
  files: StepFiles,
): Diagnostic[] {
  const problems: Diagnostic[] = [];
  const suggestions = new Suggestions();
  for (const directive of directives) {
    if (nothingMissing(directive, files.folders)) continue;
    const problem = missingOf(directive, tree, files, suggestions);
    // What does not run now can do no harm now.
    if (problem !== undefined)
      problems.push(directive.active ? problem : { ...problem, severity: "warning" });
  }
  return problems;
}

/** What a look at the list of step folders is enough for. */
function nothingMissing(
  { directive, era, active }: EvaluatedDirective,
  folders: ReadonlySet<string>,
): boolean {
  if (directive.kind !== "build") return directive.kind !== "improve" && directive.kind !== "jump";
  // helpers.sh builds without a pass script what its defaults can build.
  const name = argumentOf(directive);
  return (era === "bash" || !active) && name !== undefined && folders.has(name);
}

function missingOf(
  evaluated: EvaluatedDirective,
  tree: Tree,
  files: StepFiles,
  suggestions: Suggestions,
): Diagnostic | undefined {
  const { directive, era, pass } = evaluated;
  if (directive.kind !== "build" && directive.kind !== "improve" && directive.kind !== "jump")
    return undefined;
  const { argument, kind } = directive;
  if (argument === undefined || directive.broken) return undefined;
  const name = argument.text;
  if (kind === "build" && !files.folders.has(name))
    return unknownPackage(argument, files.folders, suggestions);
  const path = scriptPath(tree, { kind, name, pass, era });
  const where = scriptPlace({ kind, name, pass, era });
  if (path === undefined || where === undefined || files.has(...where)) return undefined;
  const place = path.slice(tree.root.length + 1);
  const message =
    kind === "build"
      ? `Pass ${pass ?? 1} of ${name} runs while kaem is the shell, but ${place} does not exist.`
      : `${place} does not exist.`;
  const others = kind === "build" ? [] : scriptNames(files.of(kind));
  return diagnose("manifest/missing-script", argument.range, message, {
    fixes: renameFixes(argument, others, suggestions),
  });
}

function unknownPackage(argument: Word, folders: ReadonlySet<string>, suggestions: Suggestions): Diagnostic {
  const message = `There is no folder steps/${argument.text}.`;
  return diagnose("manifest/unknown-package", argument.range, message, {
    fixes: renameFixes(argument, folders, suggestions),
  });
}

function scriptNames(files: ReadonlySet<string>): string[] {
  return [...files].filter((name) => name.endsWith(".sh")).map((name) => name.slice(0, -".sh".length));
}

function renameFixes(
  argument: Word,
  names: ReadonlySet<string> | readonly string[],
  suggestions: Suggestions,
) {
  const name = suggestions.closest(argument.text, names);
  if (name === undefined) return [];
  return [
    { title: `Change to \`${name}\``, edits: [{ range: argument.range, text: name }], preferred: true },
  ];
}
