import { auditService } from "../assembly/auditService";
import { format } from "../assembly/format";
import { links } from "../assembly/links";
import { lowerDocument } from "../assembly/lower/document";
import { jumps } from "../assembly/relocation/jumps";
import { relocation, relocationActions } from "../assembly/relocation/service";
import { selections } from "../assembly/selections";
import { semanticTokens } from "../assembly/semanticTokens";
import type { Language } from "../language";
import { hex0CallItem, hex0CallsFrom, hex0CallsTo } from "./calls";
import { hex0Completion } from "./completion";
import { hex0Diagnostics } from "./diagnostics";
import { hex0Folding } from "./folding";
import { hex0Hover } from "./hover";
import { hex0InlayHints } from "./inlayHints";
import { hex0Definition, hex0Renamable, hex0Rename } from "./labels";
import { hex0Lenses } from "./lenses";
import { hex0Outline } from "./outline";
import { hex0Highlights, hex0References } from "./uses";

export const hex0: Language = {
  id: "hex0",
  extensions: [".hex0"],
  diagnostics: hex0Diagnostics,
  audit: auditService,
  hover: hex0Hover,
  outline: hex0Outline,
  definition: hex0Definition,
  references: hex0References,
  highlights: hex0Highlights,
  renamable: hex0Renamable,
  rename: hex0Rename,
  completion: hex0Completion,
  semanticTokens,
  folding: hex0Folding,
  inlayHints: hex0InlayHints,
  links,
  lenses: hex0Lenses,
  format,
  selections,
  lower: lowerDocument,
  jumps,
  relocation,
  actions: relocationActions,
  callItem: hex0CallItem,
  callsTo: hex0CallsTo,
  callsFrom: hex0CallsFrom,
};
