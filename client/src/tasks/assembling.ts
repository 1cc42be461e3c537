import type { AssemblingAnswer } from "@bootstrappable/server/protocol";
import path from "node:path";
import { window } from "vscode";
import type { Forest } from "../tree/forest";
import { slashed } from "../slashed";
import type { AssembleTask } from "./definition";

/** The languages whose sources become bytes, by their ids. */
export const assembled: readonly string[] = ["hex0", "hex1", "hex2", "m1"];

/** How a source is assembled that a program of its tree may be made of; undefined of hex0, which is always alone. */
export async function assemblingOf(
  forest: Forest,
  file: string,
  architecture?: string,
): Promise<AssemblingAnswer | undefined> {
  const answered = architecture === undefined ? {} : { architecture };
  const answer = await forest.ask("bootstrappable/assembling", { path: slashed(file), ...answered });
  return answer ?? undefined;
}

/** What else a program is made of, of which no bytes can be had before the bootstrap runs; undefined where it is whole. */
export function lackOf(answer: AssemblingAnswer | undefined): string | undefined {
  if (answer?.kind !== "program" || answer.missing === undefined) return undefined;
  const what = answer.missing.join(", ") || "what others of its programs write";
  return `It is part of ${answer.output}, which is also made of ${what}: a program of the bootstrap writes that when it runs.`;
}

/**
 * What a task leaves open, as the editor sees the file: in which program, or for which processor, which is asked for
 * where nothing tells it. Undefined where there was no answer. `file` is absolute.
 */
export async function completed(
  forest: Forest,
  task: AssembleTask,
  file: string,
): Promise<AssembleTask | undefined> {
  if (task.architecture !== undefined || task.program !== undefined) return task;
  let answer = await assemblingOf(forest, file);
  if (answer?.kind === "unknown") {
    const picked = await window.showQuickPick(answer.architectures, {
      title: `Assemble ${path.basename(file)}`,
      placeHolder:
        "For which architecture? The setting bootstrappable.assembly.architecture answers it for good.",
    });
    if (picked === undefined) return undefined;
    answer = await assemblingOf(forest, file, picked);
  }
  if (answer?.kind === "program") return answer.name === undefined ? task : { ...task, program: answer.name };
  if (answer?.kind !== "alone") return task;
  const { architecture, baseAddress, defines } = answer;
  return {
    ...task,
    architecture,
    ...(baseAddress !== undefined && { baseAddress: task.baseAddress ?? baseAddress }),
    ...(defines.length > 0 && { defines: task.defines ?? defines }),
  };
}
