import type { StepName } from "../events";

/** What became of something that a tree expects of a run. */
export type Outcome =
  /** As expected: behind its step, and at the end unless `changedBy` a later one. */
  | { readonly state: "ok"; readonly changedBy?: StepName }
  /** `received` is its SHA-256, in lower-case hex; undefined where the run found another, but not which. */
  | { readonly state: "differs"; readonly received: string | undefined }
  /** Its step ended well, and it is not there. */
  | { readonly state: "missing" }
  /** Right when its step had made it; now it is another or gone, and not, or not known to be, as a later step left it. */
  | { readonly state: "changed" }
  /** Its step was not done, or is none of the run's. */
  | { readonly state: "not-reached" }
  /** Nothing is left to tell by. */
  | { readonly state: "unknown" };
