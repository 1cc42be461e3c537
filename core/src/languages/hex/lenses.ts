import type { Document } from "../language";
import type { Lens } from "../services";
import { functionsOf, sizesOfFunctions } from "./functions";
import { mentionsOf } from "./mentions";

/** Above the source a way to assemble it; above every function how many bytes it has, and how many comments name it. */
export function hex0Lenses({ text, path }: Document): readonly Lens[] {
  const uses = new Map<string, number>();
  for (const { name, write } of mentionsOf(text)) if (!write) uses.set(name, (uses.get(name) ?? 0) + 1);
  const sizes = sizesOfFunctions(text);
  const functions = functionsOf(text).map((label, index) => {
    const size = sizes[index]!;
    const count = uses.get(label.name) ?? 0;
    const references = count === 1 ? "1 reference" : `${count} references`;
    return { range: label.range, title: `${size === 1 ? "1 byte" : `${size} bytes`} · ${references}` };
  });
  if (path === undefined || text.length === 0) return functions;
  return [{ range: { start: 0, end: 0 }, title: "Assemble", command: "assemble" }, ...functions];
}
