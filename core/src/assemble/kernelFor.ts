import { linkOptionsOf } from "./assemble";
import type { AssemblyRequest } from "./assembly";
import { hex0OfArchitecture, plainHex0 } from "./hex0";
import { Hex0Kernel } from "./hex0Kernel";
import { hex2Kernel } from "./hex2Kernel";
import type { Kernel } from "./kernel";
import { m1Kernel } from "./m1Kernel";

/** Pieces that stay in the processor's second cache while they are assembled, with the names that are looked up for them. */
const hex0PieceSize = 256 * 1024;
const pieceSize = 64 * 1024;

/**
 * The kernel for what is asked for, of sources of `length` bytes together (the request's own inputs are not looked at);
 * undefined where there is none. Throws where WebAssembly is not to be had, or not so much memory.
 */
export function kernelFor(request: AssemblyRequest, length: number): Kernel | undefined {
  const { language, architecture, dialect, byteMode = "hex", map = false } = request;
  if (map || byteMode !== "hex") return undefined;
  const link = linkOptionsOf(request);
  switch (language) {
    case "hex0":
      return new Hex0Kernel(
        (dialect === "stage" ? hex0OfArchitecture[architecture] : undefined) ?? plainHex0,
        hex0PieceSize,
      );
    case "hex2":
      return link.stage === true ? undefined : hex2Kernel(length, pieceSize, architecture, link);
    case "M1":
      return dialect === "stage" ? undefined : m1Kernel(length, pieceSize, architecture, link);
    case "hex1":
    case "M0":
      return undefined;
  }
}
