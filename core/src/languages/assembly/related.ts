import type { Document } from "../language";
import { scopeOf } from "./scope";

/** The other files of the programs that a document is part of: they see its labels and macros. */
export async function related(document: Document): Promise<readonly string[]> {
  const { all } = await scopeOf(document);
  const files = new Set(all.flatMap((build) => build.files));
  files.delete(document.path ?? "");
  return [...files];
}
