import { readNumber, type BareDigits } from "./numbers";

/** What a text begins with as a number: its readings, and how many characters it takes. */
export interface ReadExpression {
  /** Undefined: something is calculated that is not understood. */
  readonly values: readonly bigint[] | undefined;
  readonly length: number;
}

type Values = readonly bigint[];

/** More readings than these are no number that says something. */
const most = 16;

/** How strong operators bind: in NASM as in C, and in GAS. The manuals of both have the tables. */
const nasm: Readonly<Record<string, number>> = {
  "|": 1,
  "^": 2,
  "&": 3,
  "<<": 4,
  ">>": 4,
  "+": 5,
  "-": 5,
  "*": 6,
  "/": 6,
};
const gas: Readonly<Record<string, number>> = {
  "+": 1,
  "-": 1,
  "|": 2,
  "^": 2,
  "&": 2,
  "<<": 3,
  ">>": 3,
  "*": 3,
  "/": 3,
};

const character = /^'(?:\\.|[^\\'])'|^'\\'|^'''/;
const characters = /^'([^'\\]{2,8})'|^"([^"\\]{1,8})"/;
const numeral = /^(?:\d\w*|[-+$&]+\w+|[a-f][\da-f]*h?\b|x\d\w*)/i;

/**
 * The number that a text begins with, calculated where it is simple: `1 << 12`, `4*(2+1)`, `'a'-10`, `'abcd'`. Prose behind it is
 * left alone. Undefined where the text begins with none.
 */
export function readExpression(text: string, bare: BareDigits): ReadExpression | undefined {
  const inOrder = [nasm, gas].map((strength) => new Reader(text, bare, strength).read());
  const [first, second] = inOrder;
  if (first === undefined || second === undefined) return undefined;
  if (first.values === undefined || second.values === undefined) return { ...first, values: undefined };
  return { values: [...new Set([...first.values, ...second.values])], length: first.length };
}

class Reader {
  #at = 0;
  #unclear = false;
  #first = true;

  constructor(
    readonly text: string,
    readonly bare: BareDigits,
    readonly strength: Readonly<Record<string, number>>,
  ) {}

  read(): ReadExpression | undefined {
    const values = this.#sum(0);
    if (values === undefined) return this.#unclear ? { values: undefined, length: this.#at } : undefined;
    return { values: this.#unclear ? undefined : values, length: this.#at };
  }

  #sum(weakest: number): Values | undefined {
    let values = this.#term();
    while (values !== undefined && !this.#unclear) {
      const behind = /^\s*(<<|>>|[-+*/|&^%])\s*/.exec(this.text.slice(this.#at));
      if (behind === null) break;
      const operator = behind[1]!;
      const strength = this.strength[operator];
      if (strength !== undefined && strength <= weakest) break;
      const start = this.#at;
      this.#at += behind[0].length;
      const other = strength === undefined ? undefined : this.#sum(strength);
      if (other === undefined && /^[-+]$/.test(operator)) {
        // `2 - read`: prose; `2-start` is a sum with a name.
        this.#at = start;
        if (!behind[0].endsWith(" ") && /^[A-Za-z_.(]/.test(this.text.slice(start + behind[0].length)))
          this.#unclear = true;
        break;
      }
      if (other === undefined) {
        this.#unclear = true;
        break;
      }
      values = this.#calculated(values, operator, other);
    }
    return values;
  }

  #term(): Values | undefined {
    const rest = this.text.slice(this.#at);
    const bare = this.#first ? this.bare : "decimal";
    const sign = /^[-~](?=[('"])/.exec(rest);
    if (sign) {
      this.#at++;
      const values = this.#term();
      return values?.map((value) => (sign[0] === "-" ? -value : ~value));
    }
    if (rest.startsWith("(")) {
      // Prose in brackets is no number.
      if (!/^\(\s*[-+('"$\d]/.test(rest)) return undefined;
      this.#at++;
      const values = this.#sum(0);
      const close = /^\s*\)/.exec(this.text.slice(this.#at));
      if (close === null || values === undefined) {
        this.#unclear = true;
        return undefined;
      }
      this.#at += close[0].length;
      return values;
    }
    this.#first = false;
    const several = characters.exec(rest);
    if (several) {
      this.#at += several[0].length;
      const text = Array.from(several[1] ?? several[2]!);
      return [...new Set([packed(text), packed(text.toReversed())])];
    }
    // Where a quote is left open, the line's comment ended in the middle of it.
    const one = character.exec(rest)?.[0] ?? /^'(?:\\.|[^\\'])(?=\s|$)/.exec(rest)?.[0];
    if (one === undefined && /^['"]/.test(rest)) {
      this.#unclear = true;
      return undefined;
    }
    const word = one ?? numeral.exec(rest)?.[0];
    const values = word === undefined ? undefined : word === "'''" ? [39n] : readNumber(word, bare);
    if (values !== undefined) this.#at += word!.length;
    return values;
  }

  #calculated(values: Values, operator: string, others: Values): Values {
    const results = values.flatMap((a) => others.map((b) => calculate(a, operator, b)));
    const known = results.filter((each) => each !== undefined);
    if (known.length < results.length || known.length > most) this.#unclear = true;
    return known;
  }
}

/** Characters as NASM packs them into a number: the first is in the lowest byte. MASM packs them the other way round. */
function packed(text: readonly string[]): bigint {
  return text.reduceRight((value, each) => (value << 8n) | BigInt(each.charCodeAt(0)), 0n);
}

function calculate(a: bigint, operator: string, b: bigint): bigint | undefined {
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return b === 0n ? undefined : a / b;
    case "<<":
      return b < 0n || b > 64n ? undefined : a << b;
    case ">>":
      return b < 0n || b > 64n ? undefined : a >> b;
    case "|":
      return a | b;
    case "&":
      return a & b;
    case "^":
      return a ^ b;
    default:
      return undefined;
  }
}
