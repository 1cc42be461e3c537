import { resolvePath } from "../../languages/kaem/paths";
import type { SourceText } from "../../text/sourceText";

/** Folders of M2libc that are for one architecture, or for none of ours. */
const special = new Set("x86 amd64 armv7l aarch64 riscv32 riscv64 knight uefi".split(" "));

/** A compilation of M2-Mesoplanet. Paths are those in the root file system. */
export interface MesoplanetCall {
  readonly directory: string;
  /** What it compiles. */
  readonly inputs: readonly string[];
  /** M2libc. */
  readonly library: string;
  readonly architecture: string;
  /** Whether the names of functions stay in the program. */
  readonly debug: boolean;
}

/**
 * The files that M2-Mesoplanet reads besides those that it is given: what they include, found as its cc_reader.c finds
 * it, and what it links with (cc_spawn.c). Conditions are not evaluated: a file that only some `#ifdef` includes is
 * among them, but for those of other architectures.
 *
 * @param read a file's text; undefined where it is not of the tree
 */
export async function mesoplanetReads(
  { directory, inputs, library, architecture, debug }: MesoplanetCall,
  read: (path: string) => Promise<SourceText | undefined>,
): Promise<readonly string[]> {
  const own = `${library}/${architecture}`;
  const linked = [
    `${own}/${architecture}_defs.M1`,
    `${own}/libc-full.M1`,
    `${own}/ELF-${architecture}${debug ? "-debug" : ""}.hex2`,
  ];
  const found = new Set<string>();
  const waiting = [...inputs];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const text = await read(path);
    for (const { name, system } of text === undefined ? [] : includesOf(text)) {
      if (/(^|\/)gcc_req\.h$/.test(name)) continue;
      const [first] = name.split("/", 1);
      if (system && special.has(first!) && first !== architecture) continue;
      const candidates =
        system || name === "M2libc/bootstrappable.h"
          ? [`${library}/${name.replace(/^M2libc\//, "")}`]
          : [resolvePath(directory, name), resolvePath(`${path}/..`, name)];
      for (const candidate of candidates) {
        if ((await read(candidate)) === undefined) continue;
        if (!found.has(candidate)) waiting.push(candidate);
        found.add(candidate);
        break;
      }
    }
  }
  for (const path of linked) if ((await read(path)) !== undefined) found.add(path);
  return [...found];
}

interface Include {
  readonly name: string;
  /** `<NAME>` */
  readonly system: boolean;
}

const known = new WeakMap<SourceText, readonly Include[]>();

function includesOf(text: SourceText): readonly Include[] {
  let includes = known.get(text);
  if (includes === undefined) {
    includes = [...text.latin1.matchAll(/^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]/gm)].map(
      ([, quote, name]) => ({ name: name!, system: quote === "<" }),
    );
    known.set(text, includes);
  }
  return includes;
}
