import type { Language } from "../language";
import { isKaemPath } from "./dialect";
import { diagnostics } from "./diagnostics";
import { folding } from "./folding";
import { format } from "./format";
import { highlights } from "./highlights";
import { outline } from "./outline";
import { semanticTokens } from "./semanticTokens";
import { signature } from "./signature";

/** Scripts of kaem, the shells of stage0-posix and mescc-tools. */
export const kaem: Language = {
  id: "kaem",
  extensions: [".kaem"],
  matches: isKaemPath,
  diagnostics,
  folding,
  format,
  highlights,
  outline,
  semanticTokens,
  signature,
};
