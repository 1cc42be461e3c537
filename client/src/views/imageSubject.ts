import type { ImagePart } from "@bootstrappable/core/images/part";
import type { ImageEntry } from "../images/contents";

/** A line of the view *Image*, as menus hand it to commands. */
export interface ImageSubject {
  /** The image's absolute path. */
  readonly image: string;
  /** What of it: all of it where both are left out. */
  readonly part?: ImagePart;
  readonly entry?: ImageEntry;
}
