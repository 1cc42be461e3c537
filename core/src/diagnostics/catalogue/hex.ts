import type { CodeEntry } from "../codeEntry";

export const hexCodes = {} as const satisfies Record<string, CodeEntry>;
