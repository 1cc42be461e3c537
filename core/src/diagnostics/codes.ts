import { checksumCodes } from "./catalogue/checksums";
import { auditCodes } from "./catalogue/audit";
import { assembleCodes } from "./catalogue/assemble";
import { configCodes } from "./catalogue/config";
import { distfileCodes } from "./catalogue/distfiles";
import { hexCodes } from "./catalogue/hex";
import { imageCodes } from "./catalogue/image";
import { kaemCodes } from "./catalogue/kaem";
import { manifestCodes } from "./catalogue/manifest";
import { runCodes } from "./catalogue/run";
import { shellCodes } from "./catalogue/shell";
import { simplePatchCodes } from "./catalogue/simplePatch";
import { sourceCodes } from "./catalogue/sources";
import { stepCodes } from "./catalogue/step";
import { verifyCodes } from "./catalogue/verify";
import type { CodeEntry } from "./codeEntry";

/** Every diagnostic code of the project, `language/kebab-case`. A language adds its own file under catalogue/. */
export const codes = {
  ...assembleCodes,
  ...hexCodes,
  ...auditCodes,
  ...manifestCodes,
  ...kaemCodes,
  ...sourceCodes,
  ...checksumCodes,
  ...configCodes,
  ...distfileCodes,
  ...imageCodes,
  ...runCodes,
  ...shellCodes,
  ...simplePatchCodes,
  ...stepCodes,
  ...verifyCodes,
} as const satisfies Record<string, CodeEntry>;

export type DiagnosticCode = keyof typeof codes;
