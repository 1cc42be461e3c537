import type { ArtifactsAnswer, PlanAnswer, SeedsAnswer } from "@bootstrappable/server/protocol";
import path from "node:path";
import { Range, Uri, type TestController, type TestItem } from "vscode";
import { nameOf } from "../commands/run";
import { stepWords } from "../runs/words";

/** What a line of the Test Explorer verifies. */
export type Subject =
  | { readonly kind: "seed"; readonly root: string; readonly folder: string; readonly source: string }
  | {
      readonly kind: "artifact";
      readonly root: string;
      readonly file: string;
      readonly name: string;
      readonly until: string;
    }
  | {
      readonly kind: "step";
      readonly root: string;
      readonly number: number;
      /** As options of `bootstrappable run` take it. */
      readonly option: string;
      readonly step: PlanAnswer["steps"][number];
    };

/** What is known of a tree that its lines are made of. */
export interface Known {
  readonly root: string;
  readonly plan: PlanAnswer | undefined;
  readonly seeds: SeedsAnswer | undefined;
  readonly artifacts: ArtifactsAnswer | undefined;
}

/** The lines of a tree: seeds against their sources, artifacts against their checksums, steps. */
export function treeItem(
  controller: TestController,
  subjects: WeakMap<TestItem, Subject>,
  { root, plan, seeds, artifacts }: Known,
): TestItem {
  const group = (name: string, label: string, children: readonly TestItem[]) => {
    const item = controller.createTestItem(`${root} ${name}`, label);
    item.children.replace([...children]);
    return item;
  };
  // A step may be there twice, and so may a line of checksums: VS Code takes no id twice.
  const taken = new Map<string, number>();
  const one = (subject: Subject, id: string, label: string, file: string, line = 0) => {
    const count = (taken.get(id) ?? 0) + 1;
    taken.set(id, count);
    const own = count === 1 ? id : `${id} (${count})`;
    const item = controller.createTestItem(`${root} ${own}`, label, Uri.file(file));
    item.range = new Range(line, 0, line, 0);
    subjects.set(item, subject);
    return item;
  };
  const top = controller.createTestItem(root, path.basename(root), Uri.file(root));
  top.children.replace([
    group(
      "seeds",
      "Seeds against their sources",
      (seeds?.seeds ?? []).map(({ folder, source }) =>
        one(
          { kind: "seed", root, folder, source },
          `seed ${source}`,
          `${folder}/${path.basename(source)}`,
          source,
        ),
      ),
    ),
    group(
      "artifacts",
      "Artifacts against their checksums",
      (artifacts?.files ?? []).flatMap(({ path: file, file: inTree, package: name, artifacts: lines }) => {
        if (lines.length === 0) return [];
        const label = name ?? (inTree.endsWith(".answers") ? "stage0-posix" : "packages under bash");
        const item = group(`file ${inTree}`, label, []);
        item.description = path.basename(inTree);
        item.children.replace(
          lines.map((artifact) => {
            const until = untilOf(plan, name, inTree);
            const subject = { kind: "artifact", root, file: inTree, name: artifact.name, until } as const;
            return one(subject, `artifact ${inTree} ${artifact.name}`, artifact.name, file, artifact.line);
          }),
        );
        return [item];
      }),
    ),
    group(
      "steps",
      "Steps",
      (plan?.steps ?? []).flatMap((step) => {
        if (step.number === undefined) return [];
        const subject = { kind: "step", root, number: step.number, option: nameOf(step), step } as const;
        const id = `step ${step.kind} ${step.pass ?? ""} ${step.name}`;
        // The manifest's margin has marks of its own, which VS Code's for tests would hide.
        const item =
          step.script === undefined
            ? one(subject, id, stepWords(step), plan!.manifest, step.line)
            : one(subject, id, stepWords(step), `${root}/${step.script}`);
        // In the order of the manifest, not of the alphabet.
        item.sortText = String(step.number).padStart(6, "0");
        return [item];
      }),
    ),
  ]);
  return top;
}

/** The step behind which an artifact has been looked at, as `--until` takes it; empty for the whole plan. */
function untilOf(plan: PlanAnswer | undefined, name: string | undefined, file: string): string {
  if (name === undefined) return file.endsWith(".answers") ? "seed" : "";
  const last = plan?.steps.findLast(
    (step) => step.kind === "build" && step.name === name && step.number !== undefined,
  );
  return last === undefined ? "" : nameOf(last);
}
