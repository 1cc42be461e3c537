import type { Diagnostic } from "../../diagnostics/diagnostic";
import { stepFiles } from "../../tree/stepFiles";
import type { Document } from "../language";
import { checkConstancy } from "./constantPredicates";
import { contextOf, type Context } from "./context";
import { missingFiles } from "./missingFiles";
import { missingParts } from "./missingParts";
import { needsLater } from "./needsLater";
import { passScriptProblems } from "./passScripts";
import { sharedPrefixes } from "./sharedPrefixes";
import { inactiveSteps, scriptsOfOtherEra, uninstalledUnbuilt, unseenDefines } from "./stepChecks";
import { unusedFolders } from "./unusedFolders";
import { checkVariables } from "./variables";

/** What is wrong with a manifest: its syntax, its variables, what its steps do, and what it names that the tree lacks. */
export async function diagnostics(document: Document): Promise<readonly Diagnostic[]> {
  const context = await contextOf(document);
  const isReadable = context.manifest.directives.every(({ broken }) => !broken);
  const found = [
    ...context.manifest.diagnostics,
    ...(await checkVariables(context)),
    ...checkConstancy(context),
    ...unseenDefines(context.manifest),
    // Where a line cannot be read, what the others lack may be what it was to do.
    ...(isReadable ? uninstalledUnbuilt(context) : []),
    ...sharedPrefixes(context),
    ...inactiveSteps(context),
    ...(await checkTree(context)),
    ...(isReadable ? await needsLater(context) : []),
  ];
  return found.sort((a, b) => a.range.start - b.range.start);
}

async function checkTree({ manifest, evaluation, surroundings }: Context): Promise<Diagnostic[]> {
  if (surroundings === undefined) return [];
  const { tree, workspace } = surroundings;
  const files = await stepFiles(workspace, tree);
  return [
    ...missingFiles(evaluation.directives, tree, files),
    ...(await missingParts(evaluation.directives, tree, workspace, files)),
    ...scriptsOfOtherEra(evaluation.directives, files),
    ...(await passScriptProblems(evaluation.directives, tree, workspace, files)),
    ...unusedFolders(manifest, files),
  ];
}
