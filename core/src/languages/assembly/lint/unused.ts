import { diagnose, type Diagnostic } from "../../../diagnostics/diagnostic";
import type { Situation } from "../situation";
import { shownName } from "../source";

/** Labels that something outside the sources asks for: the ELF header's and the debugger's, and the entry point. */
const asked = /^(ELF_|_start$|_end$|PE32_)/;

/**
 * Labels that nothing refers to and DEFINEs that nothing uses, where that is certain: the file is part of one program
 * alone, and all of that program is at hand.
 */
export function unusedNames({ scope, program, input, source }: Situation): readonly Diagnostic[] {
  if (scope.build?.whole !== true || scope.all.length !== 1) return [];
  const { latin1 } = source.text;
  const found: Diagnostic[] = [];
  for (const place of program.unusedDefines) {
    if (place.input !== input) continue;
    const name = shownName(latin1.slice(place.range.start, place.range.end));
    found.push(
      diagnose(
        "m1/unused-define",
        place.range,
        `\`${name}\` is not used in \`${shownOutput(scope.build.output)}\`.`,
        {
          unnecessary: true,
        },
      ),
    );
  }
  for (const place of program.unusedLabels) {
    const name = latin1.slice(place.range.start, place.range.end);
    if (place.input !== input || asked.test(name)) continue;
    found.push(
      diagnose("hex2/unused-label", place.range, `Nothing refers to \`${shownName(name)}\`.`, {
        unnecessary: true,
      }),
    );
  }
  return found;
}

function shownOutput(output: string): string {
  return output.slice(output.lastIndexOf("/") + 1);
}
