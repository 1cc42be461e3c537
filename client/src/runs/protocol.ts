/** Events of `bootstrappable run --events-fd`, as far as the editor shows them. Lines and columns count from one. */
export interface FindingPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine?: number;
  readonly endColumn?: number;
}

export interface FindingEvent extends FindingPlace {
  readonly type: "finding";
  readonly severity: "error" | "warning" | "info" | "hint";
  readonly code: string;
  readonly message: string;
  readonly related?: readonly (FindingPlace & { readonly message: string })[];
}

/** Whether something that the command sent is a finding. */
export function isFinding(event: unknown): event is FindingEvent {
  return typeof event === "object" && event !== null && "type" in event && event.type === "finding";
}
