import { diagnose, type Diagnostic } from "../../diagnostics/diagnostic";
import { foldersOf, packageFolder } from "../../tree/scripts";
import type { Tree } from "../../tree/tree";
import type { Workspace } from "../../tree/workspace";
import { valuesHeld, configurationName } from "./activity";
import type { Context } from "./context";
import type { EvaluatedDirective } from "./model";
import { comparisonsOf, predicatesOf, type Directive, type Manifest } from "./syntax";

/** Directives that do nothing under the tree's configuration, each with the reason; editors dim them. */
export function inactiveSteps(context: Context): Diagnostic[] {
  const under = configurationName(context).replaceAll("`", "");
  const found: Diagnostic[] = [];
  for (const evaluated of context.evaluation.directives) {
    const { directive, active } = evaluated;
    if (active || directive.broken) continue;
    const held = valuesHeld(evaluated)?.replaceAll("`", "");
    const message = `Not active under ${under}${held === undefined ? "" : `: ${held}`}.`;
    found.push(diagnose("manifest/inactive", directive.range, message, { unnecessary: true }));
  }
  return found;
}

/** A package that uninstall cannot find: helpers.sh looks for the tarball that a build under bash left. */
export function uninstalledUnbuilt({ evaluation }: Context): Diagnostic[] {
  if (!evaluation.directives.some(({ directive }) => directive.kind === "uninstall")) return [];
  const built = new Map<string, "kaem" | "bash">();
  const found: Diagnostic[] = [];
  for (const { directive, era } of evaluation.directives) {
    if (directive.kind === "build" && directive.argument !== undefined) {
      const name = directive.argument.text;
      if (built.get(name) !== "bash") built.set(name, era);
    } else if (directive.kind === "uninstall" && era === "bash" && !directive.broken) {
      for (const { text, range } of directive.names) {
        if (text === "" || text.startsWith("/") || built.get(text) === "bash") continue;
        const message = built.has(text)
          ? `${text} was built by kaem, which leaves no package to uninstall.`
          : `${text} is not built above this line.`;
        found.push(diagnose("manifest/uninstall-unbuilt", range, message));
      }
    }
  }
  return found;
}

/** Builds by bash whose pass has a script for kaem alone: nobody runs that. */
export async function scriptsOfOtherEra(
  directives: readonly EvaluatedDirective[],
  workspace: Workspace,
  tree: Tree,
): Promise<Diagnostic[]> {
  const folders = await foldersOf(workspace, tree.steps);
  const found: Diagnostic[] = [];
  for (const { directive, active, era, pass } of directives) {
    if (directive.kind !== "build" || directive.argument === undefined || era !== "bash") continue;
    if (!active || directive.broken || pass === undefined || !folders.has(directive.argument.text)) continue;
    const { text: name, range } = directive.argument;
    const files = await workspace.files.list(packageFolder(tree, name));
    if (!files.some((file) => file.name === `pass${pass}.kaem`)) continue;
    if (files.some((file) => file.name === `pass${pass}.sh`)) continue;
    const message = `Bash runs here and looks for pass${pass}.sh of ${name}; there is a pass${pass}.kaem, which is not used.`;
    found.push(diagnose("manifest/other-shell", range, message));
  }
  return found;
}

/** Defines whose value nobody sees: the next, unconditional define of the variable comes before any test of it. */
export function unseenDefines({ directives }: Manifest): Diagnostic[] {
  const unseen = new Map<string, Extract<Directive, { kind: "define" }>>();
  const found: Diagnostic[] = [];
  for (const directive of directives) {
    if (directive.kind !== "define" && directive.predicate === undefined) continue;
    for (const { expression } of predicatesOf(directive)) {
      for (const { variable } of comparisonsOf(expression)) unseen.delete(variable.text);
    }
    if (directive.kind !== "define" || directive.name === undefined || directive.broken) continue;
    const { text: name, range } = directive.name;
    const earlier = unseen.get(name);
    if (earlier !== undefined && directive.predicate === undefined) {
      const message = `${name} is defined again on line ${directive.line + 1} before anything tests it.`;
      const related = [{ range, message: "The define that counts." }];
      found.push(diagnose("manifest/duplicate-define", earlier.name!.range, message, { related }));
    }
    unseen.set(name, directive);
  }
  return found;
}
