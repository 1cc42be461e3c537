import path from "node:path";
import { Uri } from "vscode";

/** Scheme of what is in disk images: `…://files/IMAGE/PATH?FILE` for its files, `…://boot/IMAGE/NAME?FILE` for the rest. */
export const imageScheme = "bootstrappable-image";

/** Something of an image that a document can show. `image` is the image's absolute path. */
export type ImageAddress =
  | { readonly image: string; readonly of: "files"; readonly path: string }
  | { readonly image: string; readonly of: "stage1" }
  | { readonly image: string; readonly of: "stage2" }
  /** The bytes around an offset. */
  | { readonly image: string; readonly of: "bytes"; readonly offset: number };

/** Names that documents have of what is no file. */
const names = { stage1: "stage1", stage2: "stage2.hex0", bytes: "bytes" } as const;

export function imageUri(address: ImageAddress): Uri {
  const top = `/${path.basename(address.image)}`;
  const query = new URLSearchParams({ image: address.image });
  if (address.of === "files")
    return Uri.from({
      ...{ scheme: imageScheme, authority: "files", query: query.toString() },
      path: address.path === "/" ? top : top + address.path,
    });
  if (address.of === "bytes") query.set("at", String(address.offset));
  return Uri.from({
    ...{ scheme: imageScheme, authority: "boot", query: query.toString() },
    path: `${top}/${names[address.of]}`,
  });
}

/** What a document of ours shows; undefined for any other. */
export function imageAddress(uri: Uri): ImageAddress | undefined {
  if (uri.scheme !== imageScheme) return undefined;
  const query = new URLSearchParams(uri.query);
  const image = query.get("image") ?? "";
  if (!path.isAbsolute(image)) return undefined;
  const below = uri.path.slice(1 + path.basename(image).length);
  if (uri.authority === "files") return { image, of: "files", path: below === "" ? "/" : below };
  switch (below.slice(1)) {
    case names.stage1:
      return { image, of: "stage1" };
    case names.stage2:
      return { image, of: "stage2" };
    case names.bytes:
      return { image, of: "bytes", offset: Number(query.get("at")) };
    default:
      return undefined;
  }
}
