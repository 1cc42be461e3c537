import type { Diagnostic } from "../../diagnostics/diagnostic";
import { FileLookup } from "../../tree/scripts";
import type { Document } from "../language";
import { contextOf } from "./context";
import { missingFiles } from "./missingFiles";
import { checkVariables } from "./variables";

/** What is wrong with a manifest: its syntax, its variables, and what it names that the tree lacks. */
export async function diagnostics(document: Document): Promise<readonly Diagnostic[]> {
  const context = await contextOf(document);
  const { manifest, evaluation, surroundings } = context;
  const variables = await checkVariables(context);
  const missing =
    surroundings === undefined
      ? []
      : await missingFiles(evaluation.directives, surroundings.tree, new FileLookup(surroundings.workspace));
  return [...manifest.diagnostics, ...variables, ...missing].sort((a, b) => a.range.start - b.range.start);
}
