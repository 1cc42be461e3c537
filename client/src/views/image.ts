import path from "node:path";
import type { ImageBook } from "../images/book";
import { shownName } from "../images/contents";
import { ImageLines } from "./imageLines";
import type { ImageSubject } from "./imageSubject";
import { colouredIcon, NodeView, type Node } from "./nodes";

/** The view *Image*: what is inside of disk images. */
export class ImageView extends NodeView {
  constructor(private readonly book: ImageBook) {
    super();
    this.subscriptions.push(book.onChanged(() => this.refresh()));
  }

  async nodes(): Promise<readonly Node[]> {
    const images = this.book.shown.map(async (file) => {
      const known = await this.book.known(file);
      return known === undefined ? goneNode(file) : new ImageLines(known).top();
    });
    return Promise.all(images);
  }
}

function goneNode(file: string): Node {
  return {
    id: file,
    label: shownName(path.basename(file)),
    description: "cannot be read any more",
    tooltip: file,
    icon: colouredIcon("error", "list.errorForeground"),
    context: "image",
    subject: { image: file } satisfies ImageSubject,
  };
}
