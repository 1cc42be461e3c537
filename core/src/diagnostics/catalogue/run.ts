import type { CodeEntry } from "../codeEntry";

export const runCodes = {} as const satisfies Record<string, CodeEntry>;
