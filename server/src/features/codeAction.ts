import type { Diagnostic, TextEdit } from "@bootstrappable/core/diagnostics/diagnostic";
import type { Document } from "@bootstrappable/core/languages/language";
import { actionKinds, type Action } from "@bootstrappable/core/languages/services";
import type { Range } from "@bootstrappable/core/text/range";
import {
  CodeActionKind,
  CodeActionTriggerKind,
  type CodeAction,
  type CodeActionContext,
  type CodeActionParams,
  type WorkspaceEdit,
} from "vscode-languageserver";
import type { Asked, Session } from "../session";
import { toLsp } from "./findings";
import { workspaceEdit } from "./rename";

/** textDocument/codeAction: the quick fixes of the diagnostics in a range, and what else can be done there. */
export async function codeActions(session: Session, params: CodeActionParams): Promise<CodeAction[] | null> {
  const { uri } = params.textDocument;
  const fixed = session.ask(uri, "diagnostics");
  const offered = session.ask(uri, "actions");
  const asked = fixed ?? offered;
  if (!asked) return null;
  const { text } = asked.document;
  const range = {
    start: session.offset(text, params.range.start),
    end: session.offset(text, params.range.end),
  };
  const { only } = params.context;
  const fixes =
    fixed && isWanted(CodeActionKind.QuickFix, only)
      ? fixesOf(session, uri, fixed.document, await fixable(session, uri, fixed, params.context), range)
      : [];
  const actions =
    offered && actionKinds.some((kind) => isWanted(kind, only))
      ? await offered.service(offered.document, range)
      : [];
  const others = actions
    .filter(({ kind, command }) => isWanted(kind, only) && (command === undefined || session.hasCommands))
    .map((action) => otherAction(session, uri, asked.document, action));
  return (await Promise.all([...fixes, ...others])).flat();
}

/** What may have fixes. An editor that asks by itself, behind each step of the cursor, gets those of what is known by then. */
async function fixable(
  session: Session,
  uri: string,
  { document, service }: Asked<"diagnostics">,
  { triggerKind }: CodeActionContext,
): Promise<readonly Diagnostic[]> {
  const quick = await service(document);
  const known = session.slow?.ofText(uri, document);
  if (known !== undefined || triggerKind === CodeActionTriggerKind.Automatic)
    return [...quick, ...(known ?? [])];
  const audit = session.ask(uri, "audit");
  return [...quick, ...((await audit?.service(document)) ?? [])];
}

/** Whether an editor that asks for some kinds takes one: a kind stands for all below it, the empty one for every one. */
function isWanted(kind: string, only: readonly string[] | undefined): boolean {
  return (
    only?.some((each) => each === CodeActionKind.Empty || each === kind || kind.startsWith(`${each}.`)) ??
    true
  );
}

/** The fixes of the diagnostics that touch a range. */
function fixesOf(
  session: Session,
  uri: string,
  document: Document,
  found: readonly Diagnostic[],
  { start, end }: Range,
): Promise<CodeAction[]>[] {
  // Some fixes are looked for only when they are asked for.
  const inRange = found.filter((each) => each.range.start <= end && each.range.end >= start && each.fixes);
  return inRange.map(async (each) => {
    const diagnostics = [await toLsp(session, uri, document, each)];
    return each.fixes!.map((fix) => ({
      title: fix.title,
      kind: CodeActionKind.QuickFix,
      diagnostics,
      ...(fix.preferred === true && { isPreferred: true }),
      edit: ownEdits(session, uri, document, fix.edits),
    }));
  });
}

async function otherAction(
  session: Session,
  uri: string,
  document: Document,
  { title, kind, edits, command, arguments: given, preferred }: Action,
): Promise<CodeAction> {
  const edit =
    edits &&
    ("edits" in edits ? await workspaceEdit(session, edits) : ownEdits(session, uri, document, edits));
  return {
    title,
    kind,
    ...(preferred === true && { isPreferred: true }),
    ...(edit && { edit }),
    ...(command !== undefined && {
      command: { title, command: `bootstrappable.${command}`, ...(given && { arguments: [...given] }) },
    }),
  };
}

/** Edits of the asking document. */
export function ownEdits(
  session: Session,
  uri: string,
  { text }: Document,
  edits: readonly TextEdit[],
): WorkspaceEdit {
  const changed = edits.map((edit) => ({ range: session.range(text, edit.range), newText: edit.text }));
  return { changes: { [uri]: changed } };
}
