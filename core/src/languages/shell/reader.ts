import { situationOf } from "../kaem/situation";
import type { Document } from "../language";

/** Whether kaem reads a shell script: a bootstrap says so where it is gone through. */
export async function isReadByKaem(document: Document): Promise<boolean> {
  const situation = await situationOf(document);
  return situation?.evaluated.dialectOf(situation.path) !== undefined;
}
