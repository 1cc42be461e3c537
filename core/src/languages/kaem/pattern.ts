/** A line of literal stretches with anything between them: `["a", "b"]` is a, then anything, then b. */
export type Pattern = readonly string[];

/** Whether a line fits a pattern. Takes time in proportion to the product of their lengths, at worst. */
export function fits(line: string, pattern: Pattern): boolean {
  const first = pattern[0] ?? "";
  if (pattern.length <= 1) return line === first;
  const last = pattern.at(-1)!;
  if (line.length < first.length + last.length || !line.startsWith(first) || !line.endsWith(last))
    return false;
  let at = first.length;
  for (const literal of pattern.slice(1, -1)) {
    const found = line.indexOf(literal, at);
    if (found < 0) return false;
    at = found + literal.length;
  }
  return at <= line.length - last.length;
}

/** Number of characters that a pattern fixes. */
export function literalLength(pattern: Pattern): number {
  return pattern.reduce((sum, literal) => sum + literal.length, 0);
}
