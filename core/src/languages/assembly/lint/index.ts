import type { Diagnostic } from "../../../diagnostics/diagnostic";
import type { Situation } from "../situation";
import { misreadDefines } from "./defines";
import { splitBytes } from "./digits";
import { labelMemory } from "./labelMemory";
import { returnsInComments } from "./lineEnds";
import { gluedNames } from "./names";
import { numbersForLabels } from "./numbers";
import { stageFindings } from "./stage";
import { symbolTableFindings } from "./symbolTable";
import { wordOrder } from "./words";

/** What no tool says a word about, and takes otherwise than it looks. */
export function lintFindings(situation: Situation): readonly Diagnostic[] {
  return [
    ...stageFindings(situation),
    ...labelMemory(situation),
    ...splitBytes(situation),
    ...gluedNames(situation),
    ...numbersForLabels(situation),
    ...returnsInComments(situation),
    ...misreadDefines(situation),
    ...wordOrder(situation),
    ...symbolTableFindings(situation),
  ];
}
