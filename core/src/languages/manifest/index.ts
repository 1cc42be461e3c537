import { afterFailure } from "../afterFailure";
import type { Language } from "../language";
import { completion } from "./completion";
import { definition } from "./definition";
import { diagnostics } from "./diagnostics";
import { folding } from "./folding";
import { hover } from "./hover";
import { inlayHints, lenses } from "./lenses";
import { links } from "./links";
import { outline } from "./outline";
import { highlights, references } from "./references";
import { renamable, rename } from "./rename";
import { semanticTokens } from "./semanticTokens";

/** steps/manifest of live-bootstrap. */
export const manifest: Language = {
  id: "bootstrap-manifest",
  matches: (path) => path.endsWith("/steps/manifest"),
  actions: afterFailure,
  diagnostics,
  hover,
  outline,
  definition,
  references,
  highlights,
  renamable,
  rename,
  completion,
  semanticTokens,
  folding,
  links,
  lenses,
  inlayHints,
};
