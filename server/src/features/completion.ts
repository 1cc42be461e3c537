import type { Completion, CompletionKind } from "@bootstrappable/core/languages/services";
import type { SourceText } from "@bootstrappable/core/text/sourceText";
import {
  CompletionItemKind,
  InsertTextFormat,
  type CompletionList,
  type CompletionItem,
  type CompletionParams,
} from "vscode-languageserver";
import type { Session } from "../session";

/** More items than these are not sent at once. */
const MOST = 1000;

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
): Promise<CompletionItem[] | CompletionList | null> {
  const asked = session.ask(params.textDocument.uri, "completion");
  if (!asked) return null;
  const { document, service } = asked;
  const offset = session.offset(document.text, params.position);
  const found = await service(document, offset);
  const explained = session.ask(params.textDocument.uri, "explain") !== undefined;
  const shown = (item: Completion): CompletionItem => ({
    ...itemOf(session, document.text, item),
    ...(explained && { data: { uri: params.textDocument.uri, kind: item.kind } satisfies Origin }),
  });
  if (found.length <= MOST) return found.map(shown);
  // An editor filters in the same way; with more letters it asks again.
  const fitting = found.filter((item) =>
    fits(document.text.latin1.slice(item.range.start, offset), item.label),
  );
  const best = fitting.sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0)).slice(0, MOST);
  return { isIncomplete: true, items: best.map(shown) };
}

/** What an item carries along of where it was offered. */
interface Origin {
  readonly uri: string;
  readonly kind: CompletionKind;
}

/** completionItem/resolve: what the offered word stands for. */
export async function resolveCompletion(session: Session, item: CompletionItem): Promise<CompletionItem> {
  const { uri, kind } = (item.data ?? {}) as Partial<Origin>;
  const asked = uri === undefined ? undefined : session.ask(uri, "explain");
  if (!asked || kind === undefined) return item;
  const value = await asked.service(asked.document, { label: item.label, kind });
  return value === undefined ? item : { ...item, documentation: { kind: "markdown", value } };
}

/** Whether the letters of what was typed stand in a label, in that order. */
function fits(typed: string, label: string): boolean {
  const within = label.toLowerCase();
  let at = -1;
  for (const letter of typed.toLowerCase()) {
    at = within.indexOf(letter, at + 1);
    if (at < 0) return false;
  }
  return true;
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
