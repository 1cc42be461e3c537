import { locate } from "../assembly/relocation/located";
import type { Document } from "../language";
import type { Lens } from "../services";
import { functionsOf, sizesOfFunctions } from "./functions";
import { usesOfLabel } from "./uses";

/** Above the source a way to assemble it; above every function how many bytes it has, and how often it is referred to. */
export async function hex0Lenses(document: Document): Promise<readonly Lens[]> {
  const { text, path } = document;
  const found = functionsOf(text);
  const sizes = sizesOfFunctions(text);
  const located = found.length === 0 ? undefined : await locate(document);
  const functions = found.map((label, index) => {
    const size = sizes[index]!;
    const count = located === undefined ? 0 : usesOfLabel(document, located, label.name);
    const references = count === 1 ? "1 reference" : `${count} references`;
    return { range: label.range, title: `${size === 1 ? "1 byte" : `${size} bytes`} · ${references}` };
  });
  if (path === undefined || text.length === 0) return functions;
  return [{ range: { start: 0, end: 0 }, title: "Assemble", command: "assemble" }, ...functions];
}
