import type { OutlineItem, SymbolKind as OutlineKind } from "@bootstrappable/core/languages/language";
import type { SourceText } from "@bootstrappable/core/text/sourceText";
import { SymbolKind, type DocumentSymbol, type DocumentSymbolParams } from "vscode-languageserver";
import type { Session } from "../session";

export const symbolKinds: Readonly<Record<OutlineKind, SymbolKind>> = {
  label: SymbolKind.Function,
  macro: SymbolKind.Constant,
  header: SymbolKind.Struct,
  section: SymbolKind.Namespace,
  step: SymbolKind.Event,
  variable: SymbolKind.Variable,
  package: SymbolKind.Package,
  script: SymbolKind.File,
  command: SymbolKind.Method,
};

/** textDocument/documentSymbol */
export async function documentSymbols(
  session: Session,
  params: DocumentSymbolParams,
): Promise<DocumentSymbol[] | null> {
  const asked = session.ask(params.textDocument.uri, "outline");
  if (!asked) return null;
  const { document, service } = asked;
  return (await service(document)).map((item) => symbolOf(session, document.text, item));
}

function symbolOf(session: Session, text: SourceText, item: OutlineItem): DocumentSymbol {
  return {
    name: item.name,
    kind: symbolKinds[item.kind],
    range: session.range(text, item.range),
    selectionRange: session.range(text, item.selection),
    ...(item.detail !== undefined && { detail: item.detail }),
    ...(item.children && { children: item.children.map((child) => symbolOf(session, text, child)) }),
  };
}
