import type { Range } from "../../text/range";
import type { Document } from "../language";
import type { Call, CallItem } from "../services";
import { commandIndexAt } from "./script";
import { callsIn, situationOf, type ScriptCall, type Situation } from "./situation";

/** The script that a command at the offset runs, else the script itself. */
export async function callItem(document: Document, offset: number): Promise<CallItem | undefined> {
  const situation = await situationOf(document);
  if (situation === undefined) return undefined;
  const command = commandIndexAt(situation.script, offset);
  const range = command === undefined ? undefined : situation.script.commands[command]!.range;
  const touched = range !== undefined && offset <= range.end;
  const called = touched
    ? callsIn(situation.evaluated).find(
        ({ from }) => from.place?.file === situation.path && from.place.range.start === range.start,
      )
    : undefined;
  return itemOf(situation, called?.file ?? situation.path);
}

/** Who runs a script. */
export async function callsTo(document: Document, item: CallItem): Promise<readonly Call[]> {
  const situation = await situationOf(document);
  if (situation === undefined) return [];
  const calls = callsIn(situation.evaluated).filter(({ file }) => file === item.path);
  return grouped(situation, calls, ({ from }) => from.place?.file);
}

/** Which scripts a script runs. */
export async function callsFrom(document: Document, item: CallItem): Promise<readonly Call[]> {
  const situation = await situationOf(document);
  if (situation === undefined) return [];
  const calls = callsIn(situation.evaluated).filter(({ from }) => from.place?.file === item.path);
  return grouped(situation, calls, ({ file }) => file);
}

async function grouped(
  situation: Situation,
  calls: readonly ScriptCall[],
  fileOf: (call: ScriptCall) => string | undefined,
): Promise<Call[]> {
  const byFile = new Map<string, Map<number, Range>>();
  for (const call of calls) {
    const file = fileOf(call);
    const range = call.from.place?.range;
    if (file === undefined || range === undefined) continue;
    const ranges = byFile.get(file) ?? new Map<number, Range>();
    byFile.set(file, ranges.set(range.start, range));
  }
  return Promise.all(
    [...byFile].map(async ([file, ranges]) => ({
      item: await itemOf(situation, file),
      ranges: [...ranges.values()],
    })),
  );
}

async function itemOf({ tree, workspace }: Situation, path: string): Promise<CallItem> {
  const text = await workspace.text(path);
  const inTree = path.startsWith(`${tree.root}/`) ? path.slice(tree.root.length + 1) : path;
  const slash = inTree.lastIndexOf("/");
  return {
    name: inTree.slice(slash + 1),
    ...(slash > 0 && { detail: inTree.slice(0, slash) }),
    kind: "script",
    path,
    range: { start: 0, end: text?.length ?? 0 },
    selection: { start: 0, end: 0 },
  };
}
