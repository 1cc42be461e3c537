import type { Language } from "../language";
import { definition } from "./definition";
import { diagnostics } from "./diagnostics";
import { hover } from "./hover";
import { outline } from "./outline";

/** steps/manifest of live-bootstrap. */
export const manifest: Language = {
  id: "bootstrap-manifest",
  matches: (path) => path.endsWith("/steps/manifest"),
  diagnostics,
  hover,
  outline,
  definition,
};
