import type { ProvenanceAnswer } from "@bootstrappable/server/protocol";

/** What the panel's page is about, and keeps while it is not shown: enough to ask for it again. */
export interface ProvenanceSubject {
  readonly root: string;
  readonly of: string;
  readonly expanded?: readonly number[] | undefined;
}

/** What the page says to the extension. */
export type FromPage =
  | { readonly type: "ready" }
  /** With those groups open, or as at first. */
  | { readonly type: "expand"; readonly expanded: readonly number[] | undefined }
  | { readonly type: "open"; readonly file: string; readonly line: number }
  | { readonly type: "export"; readonly format: "svg" | "dot" };

/** What the extension says to the page. */
export type ToPage =
  | { readonly type: "picture"; readonly answer: ProvenanceAnswer; readonly subject: ProvenanceSubject }
  | { readonly type: "nothing"; readonly of: string };
