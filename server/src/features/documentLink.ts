import type { DocumentLink as Link } from "@bootstrappable/core/languages/services";
import type { DocumentLink, DocumentLinkParams } from "vscode-languageserver";
import { uriOf, type Session } from "../session";

/** Of more links than these an editor is told the places, and asks where one leads when it is about to follow it. */
const MOST = 1000;

/** textDocument/documentLink and documentLink/resolve */
export class DocumentLinkFeature {
  readonly #sent = new Map<string, { readonly id: number; readonly links: readonly Link[] }>();
  #answers = 0;

  constructor(private readonly session: Session) {}

  async all({ textDocument: { uri } }: DocumentLinkParams): Promise<DocumentLink[] | null> {
    const asked = this.session.ask(uri, "links");
    if (!asked) return null;
    const { text } = asked.document;
    const links = await asked.service(asked.document);
    if (links.length <= MOST) {
      this.#sent.delete(uri);
      return Promise.all(
        links.map(async (link) => ({
          range: this.session.range(text, link.range),
          ...(await this.#to(link)),
        })),
      );
    }
    const id = ++this.#answers;
    this.#sent.set(uri, { id, links });
    return links.map(({ range }, index) => ({ range: this.session.range(text, range), data: [id, index] }));
  }

  /** One of a document that has changed since leads nowhere: the editor asks for all of it anew. */
  async resolve(link: DocumentLink): Promise<DocumentLink> {
    const [id, index] = link.data as readonly [number, number];
    for (const { id: known, links } of this.#sent.values()) {
      const found = known === id ? links[index] : undefined;
      if (found !== undefined) return { range: link.range, ...(await this.#to(found)) };
    }
    return { range: link.range };
  }

  forget(uri: string): void {
    this.#sent.delete(uri);
  }

  async #to({ target, tooltip }: Link): Promise<Pick<DocumentLink, "target" | "tooltip">> {
    const uri = "url" in target ? target.url : await this.#fileTarget(target);
    return { target: uri, ...(tooltip !== undefined && { tooltip }) };
  }

  /** Editors open `file:…#L12` at that line. */
  async #fileTarget({ path, range }: Extract<Link["target"], { path: string }>): Promise<string> {
    const uri = uriOf(path);
    if (!range) return uri;
    return `${uri}#L${(await this.session.rangeInFile(path, range)).start.line + 1}`;
  }
}
