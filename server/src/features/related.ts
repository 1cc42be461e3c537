import type { LanguageId } from "@bootstrappable/core/languages/language";
import type { Session } from "../session";

/** Languages whose files make a whole together, programs (with their twins) and a tree: what one says can be wrong in another. */
const circles: readonly (readonly LanguageId[])[] = [
  ["hex0", "hex1", "hex2", "m1", "kaem"],
  [
    ...(["bootstrap-manifest", "bootstrap-sources", "bootstrap-checksums", "bootstrap-config"] as const),
    ...(["kaem", "shellscript", "simple-patch"] as const),
  ],
];
/** In milliseconds: as long as somebody types, only the document itself is looked at. */
const pause = 300;

/** Has the other documents of a program or a tree looked at again, when one of them was changed and the person pauses. */
export class RelatedDocuments {
  #timer: NodeJS.Timeout | undefined;
  /** Languages of documents that were changed since the last time. */
  readonly #changed = new Set<LanguageId>();

  constructor(
    private readonly session: Session,
    private readonly refresh: (uri: string) => void,
  ) {}

  /** A document was changed, or is about to be closed. */
  changed(uri: string): void {
    const language = this.session.languageOf(uri);
    if (language === undefined) return;
    this.#changed.add(language);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(uri), pause);
    // It keeps no server alive.
    this.#timer.unref();
  }

  #look(last: string): void {
    const touched = circles.filter((circle) => circle.some((language) => this.#changed.has(language)));
    this.#changed.clear();
    for (const { uri } of this.session.documents.all()) {
      const language = this.session.languageOf(uri);
      if (uri !== last && touched.some((circle) => circle.some((one) => one === language))) this.refresh(uri);
    }
  }
}
