import { diagnose, type Diagnostic } from "../../diagnostics/diagnostic";
import type { Context } from "./context";
import { revisionsOf } from "./revisions";

/** Packages whose revision counts packages of other names, too. */
export function sharedPrefixes({ evaluation }: Context): Diagnostic[] {
  return revisionsOf(evaluation, false).flatMap(({ word, name, revision, counted }) => {
    if (counted.length === 0) return [];
    const message = `${counted.join(", ")} ${counted.length === 1 ? "is" : "are"} counted as ${name}, too: this build makes \`${name}_${revision}.tar.bz2\`.`;
    return [diagnose("manifest/shared-prefix", word.range, message)];
  });
}
