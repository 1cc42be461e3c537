/**
 * The same function of a text, which remembers what it made of the last texts: sources say the same things again and again, and
 * copies of sources all of them. What it gives must not be changed. `most`: about how many results are kept.
 */
export function remembered<Result>(make: (text: string) => Result, most: number): (text: string) => Result {
  let young = new Map<string, { readonly result: Result }>();
  let old: typeof young = new Map();
  return (text) => {
    let known = young.get(text);
    if (known !== undefined) return known.result;
    const own = copyOf(text);
    known = old.get(text) ?? { result: make(own) };
    if (young.size >= most / 2) {
      old = young;
      young = new Map();
    }
    young.set(own, known);
    return known.result;
  };
}

/** A piece of a longer text holds on to all of it. */
function copyOf(text: string): string {
  return JSON.parse(JSON.stringify(text)) as string;
}
