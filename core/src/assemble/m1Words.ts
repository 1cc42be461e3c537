import { upper } from "./hex2Resolve";
import { sigil, sizeOfSigil } from "./linker";

/** What a word comes to. */
export const meaning = {
  /** Not looked at yet. */
  open: 0,
  /** Nothing: M1 refuses it. */
  none: 1,
  /** A stretch of the sources' text, passed on as it is. */
  text: 2,
  /** A number: `a` is its value, `b` the number of its bytes. */
  number: 3,
  /** A RISC-V immediate, merged into the next four bytes: `a` is the word. */
  word: 4,
  /** `a` zeros. */
  zeros: 5,
  /** The bytes of the stretch `a` to `b` of the text, and a NUL. */
  string: 6,
  /** A line's end, which a DEFINE without a value takes for its value. */
  newline: 7,
} as const;

/** What a number is written as, or why not. */
export interface Expressed {
  readonly kind: number;
  readonly value: number;
  readonly size: number;
  /** The range that the tool allows, when the value is outside. */
  readonly outside?: { readonly low: number; readonly high: number };
  /** Whether the value is not kept whole. */
  readonly wrapped: boolean;
}

/** A number behind a sigil (M1-macro.c, express_number; its ranges are one too wide at each end). */
export function expressNumber(value: number, character: number): Expressed {
  const size = sizeOfSigil[character]!;
  if (size === 4) return { kind: meaning.number, value, size, wrapped: false };
  const half = 2 ** (8 * size - 1);
  const wide = character === sigil.bang || character === sigil.dollar;
  const low = -half - 1;
  const high = wide ? 2 * half : half;
  const outside = value < low || value > high ? { outside: { low, high } } : {};
  return { kind: meaning.number, value, size, wrapped: value === low || value === 2 * half, ...outside };
}

/** A number behind a sigil on RISC-V: `!` I, `@` S, `~` U format; `$` 2 and `%` 4 plain bytes (M1-macro.c, express_word). */
export function expressWord(value: number, character: number): Expressed {
  const whole = { kind: meaning.word, size: 4 };
  switch (character) {
    case sigil.bang:
      return { ...whole, value: (value & 0xfff) << 20, wrapped: value < -2048 || value > 4095 };
    case sigil.at: {
      const word = ((value & 0x1f) << 7) | ((value & 0xfe0) << 20);
      return { ...whole, value: word, wrapped: value < -2048 || value > 4095 };
    }
    case sigil.tilde:
      return { ...whole, value: upper(value), wrapped: false };
    case sigil.dollar:
      return { kind: meaning.number, value, size: 2, wrapped: value < -32768 || value > 65535 };
    default:
      return { kind: meaning.number, value, size: 4, wrapped: false };
  }
}
