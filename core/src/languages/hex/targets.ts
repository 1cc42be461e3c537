/** A name in a comment that says where an instruction goes, or what it uses. */
export interface NamedTarget {
  readonly name: string;
  /** Offset of the name in the comment. */
  readonly at: number;
  /** The sigil in front of it; undefined behind a word that jumps: `call main`, `jz done`. */
  readonly sigil: string | undefined;
  /** Whether a `^` stands in front of that. */
  readonly aligned: boolean;
  /** The name behind `>`. */
  readonly base: string | undefined;
}

const nameForm = String.raw`[^\s;()<>,%!@~$&^][^\s;()<>,]*`;
const jump = String.raw`\b(?:call|jmp|j[a-z]{1,3}|loop|bl|b(?:eq|ne|lt|ge|le|gt|eqz|nez)|jal)[ \t]+(?:[0-9a-f]+ (?=<))?<?`;
const target = new RegExp(String.raw`(?:(\^?)([%!@~$&])|${jump})(${nameForm})(?:>(${nameForm}))?`, "gi");

/**
 * The names in a comment that stand behind a sigil, or behind a word that jumps, as they stand there. Which of them are
 * labels, {@link knownName} finds out.
 */
export function namedTargets(comment: string): readonly NamedTarget[] {
  const found: NamedTarget[] = [];
  for (const match of comment.matchAll(target)) {
    const [whole, caret = "", sigil, name = "", base] = match;
    const end = base === undefined ? whole.length : whole.length - base.length - 1;
    const at = match.index + whole.lastIndexOf(name, end - name.length);
    found.push({ name, at, sigil, aligned: caret !== "", base });
  }
  return found;
}

const typed = new RegExp(String.raw`(?:[%!@~$&]|${jump})(${nameForm}|)$`, "i");

/** What is there already of a target's name at the end of a comment; undefined where none can stand. */
export function typedTarget(comment: string): string | undefined {
  return typed.exec(comment)?.[1];
}

/** How much of a target's name is one of the names; a name may run into what ends a sentence. */
export function knownName({ name }: NamedTarget, isKnown: (name: string) => boolean): string | undefined {
  if (isKnown(name)) return name;
  const word = /^[A-Za-z_.][\w.$-]*/.exec(name)?.[0] ?? "";
  return [word, word.replace(/[.-]+$/, "")].find((each) => each !== "" && isKnown(each));
}
