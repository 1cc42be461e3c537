import { diagnose, type Diagnostic } from "../../diagnostics/diagnostic";
import { packageFolder, scriptPath, type FileLookup } from "../../tree/scripts";
import type { Tree } from "../../tree/tree";
import { closest } from "./closest";
import type { EvaluatedDirective } from "./model";
import type { Word } from "./syntax";

/**
 * Packages and scripts that the manifest names and the tree lacks. Of an inactive step only what is wrong under every
 * configuration is told, as a warning: which pass it would be depends on the others.
 */
export async function missingFiles(
  directives: readonly EvaluatedDirective[],
  tree: Tree,
  files: FileLookup,
): Promise<Diagnostic[]> {
  const problems = await Promise.all(
    directives.map(async (directive) => {
      const problem = await missingOf(directive, tree, files);
      // What does not run now can do no harm now.
      return problem === undefined || directive.active
        ? problem
        : { ...problem, severity: "warning" as const };
    }),
  );
  return problems.filter((problem) => problem !== undefined);
}

async function missingOf(
  evaluated: EvaluatedDirective,
  tree: Tree,
  files: FileLookup,
): Promise<Diagnostic | undefined> {
  const { directive, era, pass, active } = evaluated;
  if (directive.kind !== "build" && directive.kind !== "improve" && directive.kind !== "jump")
    return undefined;
  const { argument, kind } = directive;
  if (argument === undefined || directive.broken) return undefined;
  const name = argument.text;
  if (kind === "build" && !(await files.isFolder(packageFolder(tree, name)))) {
    return unknownPackage(argument, tree, files);
  }
  // helpers.sh builds without a pass script what its defaults can build.
  if (kind === "build" && (era === "bash" || !active)) return undefined;
  const path = scriptPath(tree, { kind, name, pass, era });
  if (path === undefined || (await files.isFile(path))) return undefined;
  const place = path.slice(tree.root.length + 1);
  const message =
    kind === "build"
      ? `Pass ${pass ?? 1} of ${name} runs while kaem is the shell, but ${place} does not exist.`
      : `${place} does not exist.`;
  const others = kind === "build" ? [] : await scriptNames(`${tree.steps}/${kind}`, files);
  return diagnose("manifest/missing-script", argument.range, message, {
    fixes: renameFixes(argument, others),
  });
}

async function unknownPackage(argument: Word, tree: Tree, files: FileLookup): Promise<Diagnostic> {
  const entries = await files.workspace.files.list(tree.steps);
  const names = entries.filter(({ kind }) => kind !== "file").map(({ name }) => name);
  const message = `There is no folder steps/${argument.text}.`;
  return diagnose("manifest/unknown-package", argument.range, message, {
    fixes: renameFixes(argument, names),
  });
}

async function scriptNames(folder: string, files: FileLookup): Promise<string[]> {
  const entries = await files.workspace.files.list(folder);
  return entries.filter(({ name }) => name.endsWith(".sh")).map(({ name }) => name.slice(0, -".sh".length));
}

function renameFixes(argument: Word, names: readonly string[]) {
  const name = closest(argument.text, names);
  if (name === undefined) return [];
  return [
    { title: `Change to \`${name}\``, edits: [{ range: argument.range, text: name }], preferred: true },
  ];
}
