import type { Document } from "../language";
import type { Target } from "../services";
import { sharingOf } from "./sharing";
import { situationOf } from "./situation";
import { usesAt } from "./uses";

/**
 * Every mention in every program that shares the name under the cursor, its definitions among them; of a label the digits
 * in the document, too, that go there. From such digits the same.
 */
export async function references(document: Document, offset: number): Promise<readonly Target[]> {
  const { path } = document;
  if (path === undefined) return [];
  const situation = await situationOf(document);
  const { names, digits } = await usesAt(situation, offset);
  const found: Target[] = [];
  for (const name of names) {
    const { files } = await sharingOf(situation, name);
    for (const file of files) found.push(...file.mentions.map(({ range }) => ({ path: file.path, range })));
  }
  return [...found, ...digits.map((range) => ({ path, range }))];
}
