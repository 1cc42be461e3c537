import path from "node:path";
import type { LowerStage } from "@bootstrappable/server/protocol";
import { Uri } from "vscode";
import { shownStages } from "./stages";

/** Scheme of documents that show a source one stage down: `…:/NAME → hex0?to=hex0&source=URI`. */
export const loweredScheme = "bootstrappable-lowered";

/** A source, and what it is shown as. */
export interface LoweredAddress {
  readonly source: Uri;
  readonly to: LowerStage;
}

export function loweredUri({ source, to }: LoweredAddress): Uri {
  const query = new URLSearchParams({ to, source: source.toString() }).toString();
  const name = `${path.posix.basename(source.path)} → ${shownStages[to].label}`;
  return Uri.from({ scheme: loweredScheme, path: `/${name}`, query });
}

/** What a document of ours shows; undefined for any other. */
export function loweredAddress(uri: Uri): LoweredAddress | undefined {
  if (uri.scheme !== loweredScheme) return undefined;
  const query = new URLSearchParams(uri.query);
  const to = query.get("to");
  const source = query.get("source") ?? "";
  return isStage(to) && source !== "" ? { source: Uri.parse(source), to } : undefined;
}

/** Whether something names a stage. */
export function isStage(name: unknown): name is LowerStage {
  return typeof name === "string" && Object.hasOwn(shownStages, name);
}
