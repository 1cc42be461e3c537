import type { Context } from "./context";
import type { EvaluatedDirective } from "./model";
import { comparisonsOf } from "./syntax";

/** Whether and why a directive with a predicate counts, as Markdown; undefined for one without. */
export function activity(
  context: Context,
  { directive, active, values }: EvaluatedDirective,
): string | undefined {
  if (directive.predicate === undefined) return undefined;
  const held = valuesHeld({ directive, values });
  const why = held === undefined ? "" : `: ${held}`;
  return `${active ? "Active" : "**Not active**"} under ${configurationName(context)}${why}`;
}

/** What the variables of a directive's own predicate hold; undefined where it compares none. */
export function valuesHeld({
  directive,
  values,
}: Pick<EvaluatedDirective, "directive" | "values">): string | undefined {
  const names = new Set(comparisonsOf(directive.predicate?.expression).map(({ variable }) => variable.text));
  if (names.size === 0) return undefined;
  return [...names].map((name) => `\`${name}\` ${holding(values.get(name))}`).join(", ");
}

/** What a variable holds, in words behind its name. */
export function holding(value: string | undefined): string {
  if (value === undefined) return "is unset";
  return value === "" ? "is empty" : `is \`${value}\``;
}

/** Which configuration a statement is made under. */
export function configurationName({ configurationPath, configuration, chosen }: Context): string {
  if (chosen) return "the chosen configuration";
  return configurationPath === undefined
    ? `the default configuration (${configuration.get("ARCH") ?? "?"}, chroot)`
    : "`steps/bootstrap.cfg`";
}
