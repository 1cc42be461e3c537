import type { Language } from "../language";
import { afterFailure } from "../afterFailure";
import { actions } from "./actions";
import { callItem, callsFrom, callsTo } from "./callHierarchy";
import { completion } from "./completion";
import { definition } from "./definition";
import { isKaemPath } from "./dialect";
import { diagnostics } from "./diagnostics";
import { folding } from "./folding";
import { format } from "./format";
import { highlights } from "./highlights";
import { hover } from "./hover";
import { lenses } from "./lenses";
import { links } from "./links";
import { outline } from "./outline";
import { references } from "./references";
import { renamable, rename } from "./rename";
import { semanticTokens } from "./semanticTokens";
import { signature } from "./signature";

/** Scripts of kaem, the shells of stage0-posix and mescc-tools. */
export const kaem: Language = {
  id: "kaem",
  extensions: [".kaem"],
  matches: isKaemPath,
  actions: async (document, range) => [
    ...(await afterFailure(document, range)),
    ...(await actions(document, range)),
  ],
  callItem,
  callsFrom,
  callsTo,
  completion,
  definition,
  diagnostics,
  folding,
  format,
  highlights,
  hover,
  lenses,
  links,
  outline,
  references,
  renamable,
  rename,
  semanticTokens,
  signature,
};
