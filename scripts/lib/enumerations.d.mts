export function withLateEnumerations(script: string): string;
