import type { Document } from "../language";
import type { Target } from "../services";
import { nameAt } from "./names";
import { sharingOf } from "./sharing";
import { situationOf } from "./situation";

/** Every mention in every program that shares the name under the cursor, its definitions among them. */
export async function references(document: Document, offset: number): Promise<readonly Target[]> {
  if (document.path === undefined) return [];
  const situation = await situationOf(document);
  const name = nameAt(situation.source, offset);
  if (name === undefined) return [];
  const { files } = await sharingOf(situation, name);
  return files.flatMap(({ path, mentions }) => mentions.map(({ range }) => ({ path, range })));
}
