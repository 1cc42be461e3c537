import { diagnose, type Diagnostic } from "../../diagnostics/diagnostic";
import { defaultConfiguration } from "../../tree/configuration";
import { Suggestions } from "./closest";
import type { Context } from "./context";
import { comparisonsOf, predicatesOf } from "./syntax";

/** Variables that rootfs.py writes only with some options. */
const sometimesWritten = ["MIRRORS"];

/** Tests of variables that nothing sets above the line, and defines that do not take. */
export async function checkVariables(context: Context): Promise<Diagnostic[]> {
  const known = await knownVariables(context);
  const first = context.configuration.keys().next().value;
  const diagnostics: Diagnostic[] = [];
  const suggestions = new Suggestions();
  for (const { directive } of context.evaluation.directives) {
    if (directive.kind !== "define" && directive.predicate === undefined) continue;
    for (const { expression } of predicatesOf(directive)) {
      for (const { variable } of comparisonsOf(expression)) {
        if (known.has(variable.text)) continue;
        const meant = suggestions.closest(variable.text, known);
        const fixes =
          meant === undefined
            ? []
            : [{ title: `Change to \`${meant}\``, edits: [{ range: variable.range, text: meant }] }];
        const message = `Nothing is known to set ${variable.text} here: it compares as empty.`;
        diagnostics.push(diagnose("manifest/undefined-variable", variable.range, message, { fixes }));
      }
    }
    if (directive.kind !== "define" || directive.name === undefined) continue;
    known.add(directive.name.text);
    if (directive.name.text !== first) continue;
    const message = `${first} is the first variable of the configuration: predicates go on seeing its old value.`;
    diagnostics.push(diagnose("manifest/cannot-redefine", directive.name.range, message));
  }
  return diagnostics;
}

async function knownVariables({ configuration, surroundings }: Context): Promise<Set<string>> {
  const known = new Set([
    ...defaultConfiguration("x86").keys(),
    ...configuration.keys(),
    ...sometimesWritten,
  ]);
  if (surroundings === undefined) return known;
  // Lines `o /path VARIABLE type default description` are what the configurator asks for.
  const configurator = await surroundings.workspace.text(`${surroundings.tree.steps}/configurator`);
  for (const option of configurator?.latin1.matchAll(/^o \S+ (\w+) /gm) ?? []) known.add(option[1]!);
  return known;
}
