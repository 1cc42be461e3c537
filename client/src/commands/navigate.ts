import type { PlanAnswer, PlanLine } from "@bootstrappable/server/protocol";
import { commands, Position, Range, Selection, TextEditorRevealType, Uri, window } from "vscode";
import { slashed } from "../slashed";
import type { Forest } from "../tree/forest";
import { passWords, type StepSubject } from "../views/steps";
import { chooseTree } from "./chooseTree";

/** Where a person is: in a tree, and at which of its steps, as indices. */
interface Place {
  readonly plan: PlanAnswer;
  readonly steps: readonly number[];
  readonly inManifest: boolean;
}

/** Goes from step to step. */
export class StepNavigation {
  /** The step that was gone to last: of a file of several steps it says which one is meant. */
  #last: { readonly root: string; readonly index: number } | undefined;

  constructor(private readonly forest: Forest) {}

  /** *Next Step* and *Previous Step*: from line to line in the manifest, elsewhere from script to script. */
  async go(by: 1 | -1): Promise<void> {
    const place = await this.#place(window.activeTextEditor?.document.uri);
    if (place === undefined) return;
    const { plan, inManifest } = place;
    const from = this.#meant(place);
    for (let at = from === undefined ? (by > 0 ? 0 : plan.steps.length - 1) : from + by; ; at += by) {
      const step = plan.steps[at];
      if (step === undefined) {
        window.setStatusBarMessage(by > 0 ? "This is the last step." : "This is the first step.", 3000);
        return;
      }
      if (step.number === undefined || (!inManifest && step.script === undefined)) continue;
      await (inManifest ? this.showInManifest({ root: plan.root, step }) : this.#open(plan, at));
      return;
    }
  }

  /** *Go to Step…* */
  async pick(): Promise<void> {
    const root = await chooseTree(this.forest);
    const plan = root === undefined ? undefined : await this.forest.plan(root);
    if (plan === undefined) return;
    const items = plan.steps.map((step, index) => ({ ...itemOf(step), index }));
    const picked = await window.showQuickPick(items, {
      placeHolder: "Which step?",
      matchOnDescription: true,
      matchOnDetail: true,
    });
    if (picked !== undefined) await this.#open(plan, picked.index);
  }

  /** *Show in Manifest*, on a step or on any file of one. */
  async showFileInManifest(file: Uri | undefined): Promise<void> {
    const place = await this.#place(file);
    if (place === undefined) return;
    const { plan, steps } = place;
    const [only] = steps;
    if (only === undefined) {
      void window.showInformationMessage("No step of the manifest has this file.");
      return;
    }
    const items = steps.map((index) => ({ ...itemOf(plan.steps[index]!), index }));
    const index =
      steps.length === 1 ? only : (await window.showQuickPick(items, { placeHolder: "Which pass?" }))?.index;
    if (index !== undefined) await this.showInManifest({ root: plan.root, step: plan.steps[index]! });
  }

  async showInManifest({ root, step }: StepSubject): Promise<void> {
    const plan = await this.forest.plan(root);
    if (plan === undefined) return;
    this.#remember(plan, plan.steps.indexOf(step));
    const editor = await window.showTextDocument(Uri.file(plan.manifest));
    const start = new Position(step.line, 0);
    editor.selection = new Selection(start, start);
    editor.revealRange(new Range(start, start), TextEditorRevealType.InCenterIfOutsideViewport);
  }

  /** *Reveal Step's Files*, in the explorer: of the step, of the manifest's line, or of the open file. */
  async revealFiles(given: StepSubject | undefined, file: Uri | undefined): Promise<void> {
    const subject = given ?? (await this.#stepAt(file));
    if (subject === undefined) return;
    const { root, step } = subject;
    const place = step.script ?? step.place;
    if (place !== undefined) await commands.executeCommand("revealInExplorer", Uri.file(`${root}/${place}`));
    else void window.showInformationMessage("This step has no files.");
  }

  async #stepAt(file: Uri | undefined): Promise<StepSubject | undefined> {
    const place = await this.#place(file);
    const index = place === undefined ? undefined : this.#meant(place);
    if (place !== undefined && index === undefined) {
      void window.showInformationMessage("No step of the manifest has this file.");
    }
    if (place === undefined || index === undefined) return undefined;
    return { root: place.plan.root, step: place.plan.steps[index]! };
  }

  async #open(plan: PlanAnswer, index: number): Promise<void> {
    const step = plan.steps[index]!;
    this.#remember(plan, index);
    if (step.script === undefined) await this.showInManifest({ root: plan.root, step });
    else await window.showTextDocument(Uri.file(`${plan.root}/${step.script}`));
  }

  #remember({ root }: PlanAnswer, index: number): void {
    this.#last = { root, index };
  }

  /** Of the steps of a place the one that was gone to last, else the first. */
  #meant({ plan, steps }: Place): number | undefined {
    const last = this.#last;
    return last?.root === plan.root && steps.includes(last.index) ? last.index : steps[0];
  }

  async #place(file: Uri | undefined): Promise<Place | undefined> {
    const path = file?.scheme === "file" ? slashed(file.fsPath) : undefined;
    const around = path === undefined ? undefined : await this.forest.rootOf(path);
    const root = around ?? (await chooseTree(this.forest));
    const plan = root === undefined ? undefined : await this.forest.plan(root);
    if (plan === undefined || path === undefined) return plan && { plan, steps: [], inManifest: false };
    if (path === plan.manifest) return { plan, steps: stepsAtCursor(plan), inManifest: true };
    const answer = await this.forest.ask("bootstrappable/stepsOf", { path });
    return { plan, steps: answer?.steps ?? [], inManifest: false };
  }
}

/** The step on the cursor's line of the manifest, else the one before it. */
function stepsAtCursor({ steps }: PlanAnswer): number[] {
  const at = window.activeTextEditor?.selection.active ?? new Position(0, 0);
  const index = steps.findLastIndex(({ line }) => line <= at.line);
  return index < 0 ? [] : [index];
}

function itemOf(step: PlanLine) {
  const { number, kind, name, script, why } = step;
  const which = kind === "build" ? passWords(step) : kind;
  const details = [number === undefined ? `not active: ${why ?? ""}` : `#${number}`, which];
  return {
    label: `$(${number === undefined ? "circle-slash" : script === undefined ? "circle-outline" : "file-code"}) ${name}`,
    description: details.filter((detail) => detail !== undefined).join(" · "),
  };
}
