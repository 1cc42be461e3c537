import type { Decoder, Mode } from "./decoder";

/**
 * The decoder of a mode. What it is made of (WebAssembly of 0.8 MB for x86, of 3.3 MB for ARM and RISC-V) is loaded when
 * somebody first asks for it, once.
 */
export async function loadDecoder(mode: Mode): Promise<Decoder> {
  if (mode === "x86-16" || mode === "x86-32" || mode === "x86-64")
    return (await import("./x86")).loadX86Decoder(mode);
  if (mode === "knight") return (await import("./knight")).knightDecoder;
  return (await import("./capstone")).loadCapstoneDecoder(mode);
}
