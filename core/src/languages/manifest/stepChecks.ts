import { diagnose, type Diagnostic } from "../../diagnostics/diagnostic";
import { passScript } from "../../tree/scripts";
import type { StepFiles } from "../../tree/stepFiles";
import { valuesHeld, configurationName } from "./activity";
import type { Context } from "./context";
import type { EvaluatedDirective } from "./model";
import { argumentOf, comparisonsOf, predicatesOf, type Directive, type Manifest } from "./syntax";

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
  const wanted = new Set<string>();
  for (const { directive } of evaluation.directives) {
    if (directive.kind === "uninstall") for (const { text } of directive.names) wanted.add(text);
  }
  if (wanted.size === 0) return [];
  const built = new Map<string, "kaem" | "bash">();
  const found: Diagnostic[] = [];
  for (const { directive, era } of evaluation.directives) {
    if (directive.kind === "build") {
      const name = argumentOf(directive);
      if (name === undefined || !wanted.has(name)) continue;
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
export function scriptsOfOtherEra(directives: readonly EvaluatedDirective[], files: StepFiles): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const { directive, active, era, pass } of directives) {
    if (directive.kind !== "build" || era !== "bash" || !active || pass === undefined) continue;
    const name = argumentOf(directive);
    if (name === undefined || directive.argument === undefined || directive.broken) continue;
    if (!files.of(name).has(passScript(pass, "kaem")) || files.has(name, passScript(pass, "bash"))) continue;
    const { range } = directive.argument;
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
