import { diagnose, type Diagnostic } from "../../diagnostics/diagnostic";
import type { Context } from "./context";
import { mixedRevisions } from "./revisions";

/** Packages whose revision counts packages of other names, too. */
export function sharedPrefixes({ evaluation }: Context): Diagnostic[] {
  return mixedRevisions(evaluation).map(({ word, name, revision, counted }) => {
    const message = `${counted.join(", ")} ${counted.length === 1 ? "is" : "are"} counted as ${name}, too: this build makes \`${name}_${revision}.tar.bz2\`.`;
    return diagnose("manifest/shared-prefix", word.range, message);
  });
}
