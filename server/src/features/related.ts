import type { Session } from "../session";

/** Languages whose files make programs together: what one says can be wrong in another. */
const linked: ReadonlySet<string> = new Set(["hex2", "m1", "kaem"]);
/** In milliseconds: as long as somebody types, only the document itself is looked at. */
const pause = 300;

/** Has the other documents of a program looked at again, when one of them was changed and the person pauses. */
export class RelatedDocuments {
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly session: Session,
    private readonly refresh: (uri: string) => void,
  ) {}

  changed(uri: string): void {
    if (!this.#isLinked(uri)) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      for (const other of this.session.documents.all()) {
        if (other.uri !== uri && this.#isLinked(other.uri)) this.refresh(other.uri);
      }
    }, pause);
    // It keeps no server alive.
    this.#timer.unref();
  }

  #isLinked(uri: string): boolean {
    const language = this.session.ask(uri, "diagnostics")?.document.language;
    return language !== undefined && linked.has(language);
  }
}
