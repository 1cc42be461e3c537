import { diagnose, type Diagnostic } from "../../diagnostics/diagnostic";
import { defaultConfiguration } from "../../tree/configuration";
import { Suggestions } from "./closest";
import type { Context } from "./context";
import { comparisonsOf, predicatesOf, type Directive, type Manifest, type Word } from "./syntax";

/** Variables that rootfs.py writes only with some options. */
const sometimesWritten = ["MIRRORS"];

/** Tests of variables that nothing sets above the line, and defines that do not take. */
export async function checkVariables(context: Context): Promise<Diagnostic[]> {
  const known = await knownVariables(context);
  const first = context.configuration.keys().next().value;
  const diagnostics: Diagnostic[] = [];
  const suggestions = new Suggestions();
  let later: Map<string, Directive> | undefined;
  for (const { directive } of context.evaluation.directives) {
    if (directive.kind !== "define" && directive.predicate === undefined) continue;
    for (const { expression } of predicatesOf(directive)) {
      for (const { variable } of comparisonsOf(expression)) {
        if (known.has(variable.text)) continue;
        later ??= firstDefines(context.manifest);
        const isAllKnown = context.surroundings !== undefined;
        diagnostics.push(undefinedVariable(variable, later, { suggestions, known, isAllKnown }));
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

interface Known {
  /** What is set above the line. */
  readonly known: ReadonlySet<string>;
  readonly suggestions: Suggestions;
  /** Whether the tree is there that says what else may set variables. */
  readonly isAllKnown: boolean;
}

function undefinedVariable(
  { text: name, range }: Word,
  later: ReadonlyMap<string, Directive>,
  { known, suggestions, isAllKnown }: Known,
): Diagnostic {
  const define = later.get(name);
  if (define !== undefined) {
    const message = `${name} is defined on line ${define.line + 1}, below this one: here it compares as empty.`;
    const related = [{ range: define.range, message: "The define." }];
    return diagnose("manifest/undefined-variable", range, message, { related });
  }
  const meant = suggestions.closest(name, known);
  const fixes =
    meant === undefined ? [] : [{ title: `Change to \`${meant}\``, edits: [{ range, text: meant }] }];
  const guess = meant === undefined ? "" : ` Did you mean ${meant}?`;
  if (!isAllKnown) {
    const message = `Nothing is known to set ${name} here: it compares as empty.${guess}`;
    return { ...diagnose("manifest/undefined-variable", range, message, { fixes }), severity: "hint" };
  }
  const message = `Nothing sets ${name}, neither rootfs.py nor the configurator nor a define: it compares as empty.${guess}`;
  return diagnose("manifest/undefined-variable", range, message, { fixes });
}

/** Of each variable the first line that defines it. */
function firstDefines({ directives }: Manifest): Map<string, Directive> {
  const found = new Map<string, Directive>();
  for (const directive of directives) {
    if (directive.kind !== "define" || directive.name === undefined || found.has(directive.name.text))
      continue;
    found.set(directive.name.text, directive);
  }
  return found;
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
