import type { Diagnostic } from "../../../diagnostics/diagnostic";
import type { Range } from "../../../text/range";
import type { Document } from "../../language";
import { folderLookup, situationOf, type Situation } from "../situation";
import { assemblerChecks, mixedByteOrders } from "./assemblers";
import { missingPaths } from "./missing";
import { otherShellChecks } from "./otherShell";
import { unknownProgram } from "./programs";
import { brokenFrom } from "./reach";
import { emptyArguments, settableVariables, undefinedVariables } from "./undefined";
import { valueChecks } from "./values";

/** What goes wrong for certain, from what is true where the script runs. Nothing for a script that nobody runs. */
export async function evaluatedChecks(situation: Situation): Promise<Diagnostic[]> {
  // For a processor that does not exist nothing is there; the configuration has the finding.
  if (situation.architecture === undefined) return await otherShellChecks(situation);
  const inTree = folderLookup(situation);
  const settable = await settableVariables(situation);
  const looks = { left: 100 };
  const broken = await lostFrom(situation);
  const found = await Promise.all(
    situation.script.commands.map(async (_, command) => {
      const times = situation.times[command]!;
      // What is skipped under this configuration is not looked at: it may never have been meant to work.
      if (times.length === 0 || times.some(({ certainty }) => certainty === "skipped")) return [];
      // Nor is what comes behind a script that is not there: all of it would follow from that.
      if (times.some(({ sequence }) => sequence > broken)) return [];
      const undefinedOnes = undefinedVariables(situation, command, times, settable);
      const follows = ({ range }: Diagnostic) => undefinedOnes.some((each) => touches(each.range, range));
      const absent = [
        ...(await unknownProgram(situation, command, times, inTree, looks)),
        ...(await missingPaths(situation, command, inTree, settable)),
      ];
      return [
        ...emptyArguments(situation, command, times, settable),
        ...undefinedOnes,
        ...valueChecks(situation, command),
        ...assemblerChecks(situation, command, times),
        ...absent.filter((each) => !follows(each)),
      ];
    }),
  );
  const alone = found.flat();
  // Where one of the tools has the wrong order, that is said of it.
  const mixed = alone.some(({ code }) => code === "kaem/byte-order") ? [] : await mixedByteOrders(situation);
  return [...alone, ...mixed, ...(await otherShellChecks(situation))];
}

/** {@link brokenFrom}; without `steps/env` the script generator writes no steps. */
async function lostFrom({ evaluated, tree, workspace }: Situation): Promise<number> {
  const broken = brokenFrom(evaluated);
  if ((await workspace.text(`${tree.steps}/env`)) !== undefined) return broken;
  const first = evaluated.commands.find(({ script }) => /^\/steps\/\d+\.sh$/.test(script));
  return Math.min(broken, (first?.sequence ?? Infinity) - 1);
}

/** The same of a file that is no script by itself, but part of one, and has findings of its own: `steps/env`. */
export async function undefinedInPart(document: Document): Promise<Diagnostic[]> {
  const situation = await situationOf(document);
  if (situation?.architecture === undefined) return [];
  const settable = await settableVariables(situation);
  return situation.script.commands.flatMap((_, command) => {
    const times = situation.times[command]!;
    return times.length === 0 ? [] : undefinedVariables(situation, command, times, settable);
  });
}

function touches(a: Range, b: Range): boolean {
  return a.start < b.end && b.start < a.end;
}
