import type { Pace } from "../../audit/pace";
import type { AuditedLine } from "../../audit/verdict";
import type { Diagnostic } from "../../diagnostics/diagnostic";
import type { Document } from "../language";
import { auditDiagnostics, auditDocument } from "./audited";

/** Of fewer lines that disagree nothing can be told but what is wrong with each. */
const few = 20;

/**
 * Comments and names of DEFINEs that are not what their bytes do, and notes that are not where things are. Of what cannot be told
 * there is nothing: `bootstrappable audit --all` lists it.
 */
export async function auditService(document: Document, pace?: Pace): Promise<readonly Diagnostic[]> {
  if (document.workspace?.settings.auditComments === false) return [];
  const audited = await auditDocument(document, pace);
  if (isOfAnotherMachine(audited.lines)) return [];
  return auditDiagnostics(audited).filter(({ severity }) => severity !== "hint");
}

/** Where most comments are not what the bytes do, it is not the comments that are wrong, but what they are read as. */
function isOfAnotherMachine(lines: readonly AuditedLine[]): boolean {
  const count = (wanted: AuditedLine["verdict"]) => lines.filter(({ verdict }) => verdict === wanted).length;
  const wrong = count("disagrees");
  return wrong >= few && wrong > count("agrees");
}
