import type { ImagePart } from "@bootstrappable/core/images/part";
import type { Origin } from "@bootstrappable/core/images/origins";
import type { KnownImage } from "../images/book";
import { colouredIcon } from "./nodes";

/** How a part compares with the tree: words, and the colour of its icon. */
export interface Compared {
  readonly words: string;
  readonly state: "same" | "differs" | "other" | "unknown";
}

/** How the parts of an image compare with a tree, once somebody asked for that. */
export class Comparison {
  readonly #origins: ReadonlyMap<string, Origin> | undefined;

  constructor({ origins }: Pick<KnownImage, "origins">) {
    this.#origins = origins && new Map(origins.answer.origins.map((each) => [keyOf(each), each]));
  }

  of(part: ImagePart): Compared {
    if (this.#origins === undefined || part.kind === "kernel") return { words: "", state: "unknown" };
    const origin = this.#origins.get(keyOf(part));
    if (origin === undefined) return { words: "not in the tree", state: "other" };
    return origin.same ? { words: "", state: "same" } : { words: "differs", state: "differs" };
  }
}

function keyOf({
  kind,
  offset,
  name,
}: {
  readonly kind: string;
  readonly offset: number;
  readonly name: string;
}) {
  return `${kind} ${offset} ${name}`;
}

export function iconOf(name: string, { state }: Compared) {
  if (state === "same") return colouredIcon("pass", "testing.iconPassed");
  if (state === "differs") return colouredIcon("diff-modified", "list.warningForeground");
  return colouredIcon(name);
}
