import { isOfAnotherMachine } from "../../audit/machine";
import type { Pace } from "../../audit/pace";
import { inOrder, type Diagnostic } from "../../diagnostics/diagnostic";
import type { Document } from "../language";
import { auditDiagnostics, auditDocument } from "./audited";
import { relocationOf } from "./relocation/service";
import { twinDiagnostics } from "./twins";

/**
 * Comments and names of DEFINEs that are not what their bytes do, and notes that are not where things are. Of what cannot be told
 * there is nothing: `bootstrappable audit --all` lists it.
 */
export async function auditService(document: Document, pace?: Pace): Promise<readonly Diagnostic[]> {
  if (document.workspace?.settings.auditComments === false) return [];
  const audited = await auditDocument(document, pace);
  if (isOfAnotherMachine(audited.lines)) return [];
  await pace?.();
  const { unreached } = await relocationOf(document, pace);
  const found = auditDiagnostics(audited).filter(({ severity }) => severity !== "hint");
  return inOrder([...found, ...unreached, ...(await twinDiagnostics(document))]);
}
