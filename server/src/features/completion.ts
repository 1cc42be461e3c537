import type { Completion, CompletionKind } from "@bootstrappable/core/languages/services";
import type { SourceText } from "@bootstrappable/core/text/sourceText";
import {
  CompletionItemKind,
  InsertTextFormat,
  type CompletionItem,
  type CompletionParams,
} from "vscode-languageserver";
import type { Session } from "../session";

const kinds: Readonly<Record<CompletionKind, CompletionItemKind>> = {
  keyword: CompletionItemKind.Keyword,
  label: CompletionItemKind.Function,
  macro: CompletionItemKind.Constant,
  variable: CompletionItemKind.Variable,
  value: CompletionItemKind.Value,
  command: CompletionItemKind.Method,
  option: CompletionItemKind.Property,
  file: CompletionItemKind.File,
  folder: CompletionItemKind.Folder,
  package: CompletionItemKind.Module,
  script: CompletionItemKind.File,
  snippet: CompletionItemKind.Snippet,
};

/** textDocument/completion */
export async function completion(
  session: Session,
  params: CompletionParams,
): Promise<CompletionItem[] | null> {
  const asked = session.ask(params.textDocument.uri, "completion");
  if (!asked) return null;
  const { document, service } = asked;
  const found = await service(document, session.offset(document.text, params.position));
  return found.map((item) => itemOf(session, document.text, item));
}

function itemOf(session: Session, text: SourceText, item: Completion): CompletionItem {
  const { label, kind, range, insert = label, snippet, detail, documentation, rank = 0 } = item;
  return {
    label,
    kind: kinds[kind],
    textEdit: { range: session.range(text, range), newText: insert },
    filterText: label,
    sortText: `${String(rank).padStart(4, "0")}${label}`,
    ...(snippet === true && { insertTextFormat: InsertTextFormat.Snippet }),
    ...(detail !== undefined && { detail }),
    ...(documentation !== undefined && { documentation: { kind: "markdown", value: documentation } }),
  };
}
