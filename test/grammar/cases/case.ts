/** Language, source, and texts with the scope that each must have somewhere in its stack ("" for none at all). */
export type Case = [language: string, source: string, expected: [text: string, scope: string][]];
