import type { CodeEntry } from "../codeEntry";

export const manifestCodes = {} as const satisfies Record<string, CodeEntry>;
