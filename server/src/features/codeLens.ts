import type { Lens } from "@bootstrappable/core/languages/services";
import type { CodeLens, CodeLensParams, Command, Range } from "vscode-languageserver";
import type { Session } from "../session";

/** More lenses than these are sent without their words: an editor asks for those of the lines that it shows. */
const MOST = 1000;
/** What they carry instead is one number, which answer it was times this and which lens of it: thousands of them are sent. */
const WIDTH = 2 ** 20;

/** textDocument/codeLens and codeLens/resolve; a lens without a command is a line to read. */
export class CodeLensFeature {
  readonly #sent = new Map<string, { readonly id: number; readonly lenses: readonly Lens[] }>();
  #answers = 0;

  constructor(private readonly session: Session) {}

  async all({ textDocument: { uri } }: CodeLensParams): Promise<CodeLens[] | null> {
    const asked = this.session.ask(uri, "lenses");
    if (!asked) return null;
    const { document, service } = asked;
    const lenses = await service(document);
    const id = ++this.#answers;
    const later = lenses.length > MOST;
    if (later) this.#sent.set(uri, { id, lenses });
    else this.#sent.delete(uri);
    let before: Lens | undefined;
    let range: Range | undefined;
    return lenses.map((lens, index) => {
      // Those above one line share its range.
      if (range === undefined || lens.range !== before?.range) {
        range = this.session.range(document.text, lens.range);
      }
      before = lens;
      return later ? { range, data: id * WIDTH + index } : { range, command: commandOf(lens) };
    });
  }

  /** One of a document that has changed since gets no words: the editor asks for all of it anew. */
  resolve(lens: CodeLens): CodeLens {
    const data = lens.data as number;
    const id = Math.floor(data / WIDTH);
    const index = data % WIDTH;
    for (const { id: known, lenses } of this.#sent.values()) {
      const found = known === id ? lenses[index] : undefined;
      if (found !== undefined) return { range: lens.range, command: commandOf(found) };
    }
    return { range: lens.range, command: { title: "", command: "" } };
  }

  forget(uri: string): void {
    this.#sent.delete(uri);
  }
}

function commandOf({ title, command, arguments: given }: Lens): Command {
  return {
    title,
    command: command === undefined ? "" : `bootstrappable.${command}`,
    ...(given && { arguments: [...given] }),
  };
}
