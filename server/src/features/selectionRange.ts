import type { SelectionRange, SelectionRangeParams } from "vscode-languageserver";
import type { Session } from "../session";

/** textDocument/selectionRange */
export function selectionRanges(session: Session, params: SelectionRangeParams): SelectionRange[] | null {
  const asked = session.ask(params.textDocument.uri, "selections");
  if (!asked) return null;
  const { document, service } = asked;
  return params.positions.map((position) => {
    const ranges = service(document, session.offset(document.text, position));
    const outer = ranges.reduceRight<SelectionRange | undefined>(
      (parent, range) => ({ range: session.range(document.text, range), ...(parent && { parent }) }),
      undefined,
    );
    return outer ?? { range: { start: position, end: position } };
  });
}
