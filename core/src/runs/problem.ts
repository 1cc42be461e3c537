import type { DiagnosticCode } from "../diagnostics/codes";
import type { Location, RelatedLocation } from "./events";

/** Why a run cannot begin or go on, as something to tell the user: the runner turns it into a finding. */
export class RunProblem extends Error {
  constructor(
    readonly code: DiagnosticCode,
    message: string,
    /** Where it is; absent, it concerns the tree as a whole. */
    readonly location?: Location,
    readonly related: readonly RelatedLocation[] = [],
  ) {
    super(message);
    this.name = "RunProblem";
  }
}
