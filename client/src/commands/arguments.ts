import { Uri } from "vscode";
import type { DistfileSubject } from "../views/distfiles";
import type { AcceptParams } from "@bootstrappable/server/protocol";
import type { ArtifactSubject } from "../views/artifacts";
import type { ImageSubject } from "../views/imageSubject";
import type { RunStepSubject } from "../runs/logParts";
import type { KeptRunSubject } from "../views/runs";
import type { PublishedSubject, SeedSubject } from "../views/seeds";
import type { StepSubject } from "../views/steps";
import { AnnotatedLog } from "../logs/annotatedLog";
import { Run } from "../runs/run";

/** What a line of a view, or whoever calls a command, hands over with it. */
function subjectOf(given: unknown): unknown {
  return typeof given === "object" && given !== null && "subject" in given ? given.subject : undefined;
}

/** The step of a line of the view *Steps*. */
export function givenStep(given: unknown): StepSubject | undefined {
  const subject = subjectOf(given);
  return typeof subject === "object" && subject !== null && "step" in subject
    ? (subject as StepSubject)
    : undefined;
}

export function givenSeed(given: unknown): SeedSubject | undefined {
  const subject = subjectOf(given);
  return typeof subject === "object" && subject !== null && "source" in subject
    ? (subject as SeedSubject)
    : undefined;
}

/** A line of the view *Distfiles*. */
export function givenDistfile(given: unknown): DistfileSubject | undefined {
  const subject = subjectOf(given);
  return typeof subject === "object" && subject !== null && "distfile" in subject
    ? (subject as DistfileSubject)
    : undefined;
}

/** A finished run that is kept. */
export function givenKept(given: unknown): KeptRunSubject | undefined {
  const subject = subjectOf(given);
  return typeof subject === "object" && subject !== null && "run" in subject && "root" in subject
    ? (subject as KeptRunSubject)
    : undefined;
}

/** The part of a log that a step of a line of the view *Runs* has written. */
export function givenPart(given: unknown): RunStepSubject["part"] | undefined {
  const subject = subjectOf(given);
  return typeof subject === "object" && subject !== null && "part" in subject
    ? (subject as RunStepSubject).part
    : undefined;
}

/** The log of a run of this session or of one that is kept. */
export function givenLog(given: unknown): string | undefined {
  return (givenRun(given) ?? givenKept(given))?.log;
}

/** A log that was annotated. */
export function givenAnnotated(given: unknown): AnnotatedLog | undefined {
  const subject = subjectOf(given);
  return subject instanceof AnnotatedLog ? subject : undefined;
}

/** What is to be accepted: all of a run, or one artifact. */
export function givenToAccept(given: unknown): AcceptParams | undefined {
  const kept = givenKept(given);
  if (kept !== undefined) return { root: kept.root, run: kept.run };
  if (isRunOf(given)) return { root: given.root, run: given.run };
  const subject = subjectOf(given);
  if (typeof subject !== "object" || subject === null || !("file" in subject)) return undefined;
  const { root, file, name } = subject as ArtifactSubject;
  return { root, only: [{ file, name }] };
}

/** A run as the language server names it in an action. */
function isRunOf(given: unknown): given is { readonly root: string; readonly run: string } {
  if (typeof given !== "object" || given === null || !("root" in given) || !("run" in given)) return false;
  return typeof given.root === "string" && typeof given.run === "string";
}

/** The file that a line of the views *Seeds* and *Artifacts* tells the hash of. */
export function givenArtifact(given: unknown): PublishedSubject["artifact"] | undefined {
  const subject = subjectOf(given);
  return typeof subject === "object" && subject !== null && "artifact" in subject
    ? (subject as PublishedSubject).artifact
    : undefined;
}

/** A line of the view *Image*. */
export function givenImage(given: unknown): ImageSubject | undefined {
  const subject = subjectOf(given);
  return typeof subject === "object" && subject !== null && "image" in subject
    ? (subject as ImageSubject)
    : undefined;
}

export function givenRun(given: unknown): Run | undefined {
  const subject = subjectOf(given);
  return subject instanceof Run ? subject : undefined;
}

/** The file that a command is for: the one that it was called on, as in the explorer, else that of the open editor. */
export function givenFile(given: unknown, open: Uri | undefined): Uri | undefined {
  const uri = given instanceof Uri ? given : open;
  return uri?.scheme === "file" ? uri : undefined;
}
