/**
 * The known name that is most like `name`, for "did you mean": undefined where none is close (more than a third of the
 * letters differ). An equal name counts as closest.
 */
export function closest(name: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let limit = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) >= limit) continue;
    const distance = editDistance(name, candidate, limit);
    if (distance < limit) {
      best = candidate;
      limit = distance;
    }
  }
  return best;
}

/** So many letters are compared for all the suggestions about one document: some tenths of a second. */
const mostCompared = 2_000_000;

/**
 * {@link closest} for the names of one document. In a document in which thousands of names are unknown beside thousands
 * that are not, nobody reads the last suggestions: after so much work there are none.
 */
export class Suggestions {
  #left = mostCompared;

  closest(name: string, known: ReadonlySet<string> | readonly string[]): string | undefined {
    const count = "size" in known ? known.size : known.length;
    // Names of another length cost little, those of about the same all their letters.
    this.#left -= count * (1 + name.length);
    return this.#left < 0 ? undefined : closest(name, known);
  }
}

/** Whether one letter more, less or other, or two neighbours swapped, make one name of the other. */
export function isOneEditAway(a: string, b: string): boolean {
  return Math.abs(a.length - b.length) < 2 && editDistance(a, b, 2) === 1;
}

/** Number of single-character insertions, deletions, replacements and swaps of neighbours, at most `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let distance = Math.min(previous[j]! + 1, current[j - 1]! + 1, previous[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        distance = Math.min(distance, before[j - 2]! + 1);
      }
      current.push(distance);
      least = Math.min(least, distance);
    }
    if (least >= limit) return limit;
    before = previous;
    previous = current;
  }
  return previous[b.length]!;
}
