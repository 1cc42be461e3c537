import type { Language } from "../language";
import { auditService } from "./auditService";
import { callItem, callsFrom, callsTo } from "./calls";
import { completion } from "./completion";
import { definition } from "./definition";
import { diagnostics } from "./diagnostics";
import { explain } from "./explain";
import { folding } from "./folding";
import { format } from "./format";
import { highlights } from "./highlights";
import { hover } from "./hover";
import { inlayHints } from "./inlayHints";
import { lenses } from "./lenses";
import { links } from "./links";
import { lowerDocument } from "./lower/document";
import { outline } from "./outline";
import { related } from "./related";
import { references } from "./references";
import { jumps } from "./relocation/jumps";
import { relocation, relocationActions } from "./relocation/service";
import { renamable, rename } from "./rename";
import { selections } from "./selections";
import { semanticTokens } from "./semanticTokens";
import { signature } from "./signature";

/** What the languages of labels and macros have in common. */
const services: Omit<Language, "id"> = {
  diagnostics,
  audit: auditService,
  related,
  hover,
  outline,
  definition,
  references,
  highlights,
  renamable,
  rename,
  completion,
  explain,
  signature,
  semanticTokens,
  folding,
  links,
  lenses,
  inlayHints,
  format,
  selections,
  lower: lowerDocument,
  jumps,
  callItem,
  callsTo,
  callsFrom,
};

/** What bytes that stand in the source as digits need. */
const written: Omit<Language, "id"> = { relocation, actions: relocationActions };

export const hex1: Language = { id: "hex1", extensions: [".hex1"], ...services, ...written };
export const hex2: Language = { id: "hex2", extensions: [".hex2"], ...services, ...written };
export const m1: Language = { id: "m1", extensions: [".M1", ".m1"], ...services };
