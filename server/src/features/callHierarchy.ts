import type { Document } from "@bootstrappable/core/languages/language";
import type { Call, CallItem } from "@bootstrappable/core/languages/services";
import type {
  CallHierarchyIncomingCall,
  CallHierarchyIncomingCallsParams,
  CallHierarchyItem,
  CallHierarchyOutgoingCall,
  CallHierarchyOutgoingCallsParams,
  CallHierarchyPrepareParams,
  Range as LspRange,
} from "vscode-languageserver";
import { uriOf, type Session } from "../session";
import { symbolKinds } from "./documentSymbol";

/** textDocument/prepareCallHierarchy */
export async function prepareCallHierarchy(
  session: Session,
  params: CallHierarchyPrepareParams,
): Promise<CallHierarchyItem[] | null> {
  const asked = session.ask(params.textDocument.uri, "callItem");
  if (!asked) return null;
  const item = await asked.service(asked.document, session.offset(asked.document.text, params.position));
  return item ? [await itemOf(session, item)] : null;
}

/** callHierarchy/incomingCalls */
export async function incomingCalls(
  session: Session,
  { item }: CallHierarchyIncomingCallsParams,
): Promise<CallHierarchyIncomingCall[] | null> {
  const asked = await session.askOfFile(item.uri, "callsTo");
  if (!asked) return null;
  const calls = await asked.service(asked.document, callItemOf(item));
  return Promise.all(
    calls.map(async (call) => ({
      from: await itemOf(session, call.item),
      fromRanges: await rangesIn(session, call.item.path, call),
    })),
  );
}

/** callHierarchy/outgoingCalls */
export async function outgoingCalls(
  session: Session,
  { item }: CallHierarchyOutgoingCallsParams,
): Promise<CallHierarchyOutgoingCall[] | null> {
  const asked = await session.askOfFile(item.uri, "callsFrom");
  if (!asked) return null;
  const calls = await asked.service(asked.document, callItemOf(item));
  return Promise.all(
    calls.map(async (call) => ({
      to: await itemOf(session, call.item),
      fromRanges: rangesHere(session, asked.document, call),
    })),
  );
}

/** Core's own item travels along in `data`, so that the next question can be answered from it. */
async function itemOf(session: Session, item: CallItem): Promise<CallHierarchyItem> {
  return {
    name: item.name,
    kind: symbolKinds[item.kind],
    uri: uriOf(item.path),
    range: await session.rangeInFile(item.path, item.range),
    selectionRange: await session.rangeInFile(item.path, item.selection),
    data: item,
    ...(item.detail !== undefined && { detail: item.detail }),
  };
}

function callItemOf(item: CallHierarchyItem): CallItem {
  return item.data as CallItem;
}

function rangesHere(session: Session, document: Document, call: Call): LspRange[] {
  return call.ranges.map((range) => session.range(document.text, range));
}

function rangesIn(session: Session, path: string, call: Call): Promise<LspRange[]> {
  return Promise.all(call.ranges.map((range) => session.rangeInFile(path, range)));
}
