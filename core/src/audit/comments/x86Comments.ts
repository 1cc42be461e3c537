import type { Claim, ReadClaim, Wanted, WantedMemory } from "../claim";
import { readAttComment } from "./attComments";
import { readNumber, wantedNumber, type BareDigits } from "./numbers";
import { isX86Mnemonic, isX86Register } from "./x86Words";

const prefixWords: Readonly<Record<string, string>> = {
  rep: "rep",
  repe: "rep",
  repz: "rep",
  repne: "repne",
  repnz: "repne",
  lock: "lock",
};

const sizes: Readonly<Record<string, number>> = {
  byte: 1,
  word: 2,
  dword: 4,
  long: 4,
  qword: 8,
};

/**
 * What a comment says in the Intel-like dialects of upstream: names of M1 macros (`mov_eax,[edx+BYTE] !4`, `je8 !done`) and what
 * NASM or MASM would take, with prose behind it (`mov ah, 2 ; …`, `jmp far setcs`). AT&T's syntax is told by its `%`.
 */
export function readX86Comment(text: string): ReadClaim {
  const words = /^((?:rep(?:n?[ez])?|lock)[ _]+)?([a-z][a-z0-9]*)(?:(_| +)(.*))?$/i.exec(text);
  if (!words) return undefined;
  const [, prefix = "", name, separator = "", rest = ""] = words;
  const written = name!.toLowerCase();
  const jump = /^(j[a-z]+|call)(8|16|32)$/.exec(written);
  const mnemonic = jump?.[1] ?? written;
  const macro = separator.startsWith("_") || /(^|[ ,])[!%@&][\w-]/.test(rest);
  if (!isX86Mnemonic(mnemonic)) {
    // `addd_ebx`: a slip in a name is seen by the register behind it.
    const first = /^\[?([a-z0-9]+)/.exec(rest)?.[1] ?? "";
    // `e_ss` is a field of the header that DOS had.
    return separator.startsWith("_") && written.length > 1 && isX86Register(first)
      ? { unclear: `no instruction is called ${written}` }
      : undefined;
  }
  const prefixes = prefix === "" ? [] : [prefixWords[prefix.trim().replace("_", "").toLowerCase()]!];
  if (att.test(rest)) return readAttComment(mnemonic, prefixes, rest);
  // `ADD_R14_to_RAX`, `SUB_R13_from_RAX`, `TEST_RAX_RAX`: older names, with the target last.
  const older = separator === "_" ? /^([a-z]\w*?)(?:_(to|from))?_([a-z]\w*)$/i.exec(rest) : null;
  if (older && [older[1]!, older[3]!].every((each) => isX86Register(each.toLowerCase()))) {
    const named = [older[1]!, older[3]!].map((each): Wanted => ({
      kind: "register",
      name: each.toLowerCase(),
    }));
    const operands = older[2] === undefined ? named : named.reverse();
    return { mnemonic, prefixes, operands, loose: false };
  }
  const head = { mnemonic, prefixes, ...(jump && { displacementBits: Number(jump[2]) }) };
  if (isProse(mnemonic, rest, macro)) return undefined;
  return macro ? macroClaim(head, rest) : plainClaim(head, rest);
}

/** A register with AT&T's `%`. */
const att = /%(?:[er]?(?:[abcd]x|[sd]i|[sb]p)|[abcd][lh]|r\d+[dwb]?|[c-gs]s|cr\d)\b/;

type Head = Omit<Claim, "operands" | "loose">;

/** What takes two operands: without a comma, words behind it are prose (`and nothing else`). */
const ofTwo = /^(mov|add|sub|and|or|xor|cmp|test|in|out|adc|sbb|lea|sh[lr]|sa[lr]|ro[lr])$/;
/** What is a word of everyday language, too. */
const everyday =
  /^(call|jmp|j[a-z]{1,3}|loop|int|push|pop|inc|dec|not|neg|in|out|set|enter|leave|wait|ret|str)$/;
const article = /^(the|it|a|an|to|up|our|if|that|this|all|any|not|be|is|of|for|on|with|from)$/i;

/** `push the file name`, `call it a day`, `and nothing else`: words that no operand can be. */
function isProse(mnemonic: string, rest: string, macro: boolean): boolean {
  // `in_handle: the file`: a name and what it is.
  if (/^[\w.]+:(?:\s|$)/.test(rest)) return true;
  if (macro || rest === "" || rest.includes(",")) return false;
  const [first = "", second = "", ...more] = rest.split(/\s+/);
  if (!/^[a-z]{2,}$/i.test(first) && !article.test(first)) return false;
  if (isX86Register(first.toLowerCase())) return false;
  if (ofTwo.test(mnemonic)) return !/^(byte|d?word|long|qword|ptr)$/i.test(first);
  if (!everyday.test(mnemonic)) return false;
  if (article.test(first)) return true;
  return more.length > 1 && /^[a-z]{2,}$/i.test(second) && !/[=(]/.test(rest);
}

/** References behind the operands fill the `BYTE` and `DWORD` in them, in order; without those they are operands themselves. */
function macroClaim(head: Head, rest: string): ReadClaim {
  const pieces = splitOperands(rest);
  const fills: Wanted[] = [];
  const operands: Wanted[] = [];
  for (const piece of pieces) {
    const [, own = "", fill] = /^(.*?)\s*([!%@&$~]\S+)?$/.exec(piece)!;
    const filled = fill === undefined ? undefined : sigilOperand(fill);
    const size = sizes[own.toLowerCase()];
    if (filled !== undefined && (own === "" || size !== undefined)) {
      // `mov_[rbx],WORD @0`: the size is that of the memory operand before.
      const before = operands.at(-1);
      if (size !== undefined && before?.kind === "memory")
        operands[operands.length - 1] = { ...before, size };
      operands.push(filled);
      continue;
    }
    const read = operand(own, "any", head);
    if (read === undefined) return { unclear: `“${own}” is not understood` };
    operands.push(read);
    if (filled !== undefined) fills.push(filled);
  }
  const given = operands.map((wanted) => (wanted.kind === "memory" ? filledIn(wanted, fills) : wanted));
  // `mov_eax &label`: what fills nothing is an operand.
  given.push(...fills.splice(0));
  return { ...head, operands: given, loose: false };
}

function filledIn(memory: WantedMemory, fills: Wanted[]): Wanted {
  const { displacement } = memory;
  if (displacement?.kind !== "unclear" || !/^(BYTE|WORD|DWORD|QWORD)$/i.test(displacement.text))
    return memory;
  const fill = fills.shift();
  return fill === undefined ? memory : { ...memory, displacement: fill };
}

function sigilOperand(word: string): Wanted {
  const body = word.slice(1);
  return wantedNumber(body, "decimal") ?? label(body);
}

function label(text: string): Wanted {
  return { kind: "label", name: text, plus: 0n };
}

function plainClaim(head: Head, rest: string): ReadClaim {
  const short = /^short\s+/.exec(rest);
  const text = rest.replace(/^(short|near|far)\s+/, "");
  const full = short ? { ...head, displacementBits: 8 } : head;
  if (text === "") return { ...full, operands: [], loose: true };
  const operands = splitOperands(text).map((piece) => operand(piece, "any", head));
  if (operands.some((each) => each === undefined)) return { unclear: `“${rest}” is not understood` };
  return { ...full, operands: operands.filter((each) => each !== undefined), loose: true };
}

/** The text between commas that are in no bracket and no quotes. */
function splitOperands(text: string): readonly string[] {
  const found: string[] = [];
  let piece = "";
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (character === "'" && (text[at + 2] === "'" || text[at + 3] === "'")) {
      const end = text[at + 2] === "'" ? at + 3 : at + 4;
      piece += text.slice(at, end);
      at = end - 1;
      continue;
    }
    if (character === "[" || character === "(") depth++;
    if (character === "]" || character === ")") depth--;
    if (character === "," && depth === 0) {
      found.push(piece.trim());
      piece = "";
    } else piece += character;
  }
  found.push(piece.trim());
  return found.filter((each) => each !== "");
}

/** An operand with whatever prose behind it; undefined where it begins with none. */
function operand(text: string, bare: BareDigits, head: Head): Wanted | undefined {
  const sized = /^(byte|word|dword|long|qword)(?:\s+(?:ptr\s+)?|_(?:ptr_)?(?=\[))/i.exec(text);
  const size = sized ? sizes[sized[1]!.toLowerCase()] : undefined;
  const rest = text.slice(sized?.[0].length ?? 0);
  const memory = /^(?:([c-gs]s):)?\[([^\]]*)\]/i.exec(rest);
  if (memory) {
    const inside = memoryOperand(memory[2]!, bare);
    if (inside.kind !== "memory") return inside;
    const segment = memory[1]?.toLowerCase();
    return { ...inside, ...(size !== undefined && { size }), ...(segment !== undefined && { segment }) };
  }
  const register = /^([a-z][a-z0-9]*)(?![\w:\[])/i.exec(rest)?.[1]?.toLowerCase();
  if (register !== undefined && isX86Register(register)) return { kind: "register", name: register };
  const far = /^\$?([\w]+):\$?([\w]+)/.exec(rest);
  if (far) return farOperand(far[1]!, far[2]!, head);
  return value(rest, bare);
}

function farOperand(segment: string, offset: string, { mnemonic }: Head): Wanted {
  const part = (text: string): Wanted =>
    wantedNumber(/^[0-9a-f]+$/i.test(text) ? `0x${text}` : text, "any") ??
    (/^X+$/.test(text) ? { kind: "unclear", text } : label(text));
  const first = part(segment);
  const second = part(offset);
  if (/^(l?jmp|l?call)$/.test(mnemonic)) return { kind: "far", segment: first, offset: second };
  // `mov edi, 0005:0000`: a number of 32 bits as segment and offset.
  if (first.kind === "number" && second.kind === "number")
    return { kind: "number", values: [(first.values[0]! << 16n) | second.values[0]!] };
  return { kind: "unclear", text: `${segment}:${offset}` };
}

/** A number, a character, or a name; `name = 0008`, `'a'-10 == 87 = 0x57` and `name[2]` are understood. */
function value(text: string, bare: BareDigits): Wanted | undefined {
  const character = /^'(\\.|[^\\])'?/.exec(text);
  const word = character?.[0] ?? /^[-+$&]*[\w.]+/.exec(text)?.[0];
  if (word === undefined) return undefined;
  const rest = text.slice(word.length).trim();
  const number = wantedNumber(word, bare);
  const given = /^=\s*(\$?-?[\w]+)/.exec(rest)?.[1];
  if (number?.kind === "number" && /^[a-z][\da-f]*$/i.test(word))
    return { kind: "label", name: word, plus: 0n, values: number.values };
  if (number?.kind === "number") {
    const minus = /^([-+])\s*('.'|\w+)/.exec(rest);
    const second = minus && wantedNumber(minus[2]!, "decimal");
    const by = second?.kind === "number" ? (minus![1] === "-" ? -1n : 1n) * second.values[0]! : 0n;
    const values = number.values.map((each) => each + by);
    return sameThroughout(values, rest) ? { kind: "number", values } : { kind: "unclear", text };
  }
  if (given !== undefined) {
    const values = wantedNumber(/^[0-9a-f]+$/i.test(given) ? `0x${given}` : given, "any");
    if (values) return values;
  }
  const name = word.replace(/^[$&]+/, "");
  if (!/^[A-Za-z_.]/.test(name)) return { kind: "unclear", text: word };
  const index = /^\[0?x?0+\]/.test(rest) ? 0n : /^\[/.test(rest) ? undefined : 0n;
  return index === undefined ? { kind: "unclear", text } : label(name);
}

/** Whether the numbers that prose sets equal to a number are: `'a'-10 == 87 = 0x57`. */
function sameThroughout(values: readonly bigint[], rest: string): boolean {
  return [...rest.matchAll(/==?\s*(-?\w+)/g)].every(([, word = ""]) => {
    const others = readNumber(word, "any");
    return others === undefined || others.some((each) => values.includes(each));
  });
}

/** `name+4`, in either order; undefined where there is another sum. */
function placeBehind(a: Wanted, b: Wanted): Wanted | undefined {
  if (a.kind === "number" && b.kind === "label") return placeBehind(b, a);
  if (a.kind !== "label" || a.values !== undefined || b.kind !== "number") return undefined;
  return { ...a, plus: a.plus + b.values[0]! };
}

/** The inside of brackets: registers, a scale, a number or name. */
function memoryOperand(text: string, bare: BareDigits): Wanted {
  let base: string | undefined;
  let index: string | undefined;
  let segment: string | undefined;
  let scale = 1;
  let displacement: Wanted | undefined;
  const prefixed = /^([c-gs]s):(.*)$/i.exec(text.trim());
  if (prefixed) segment = prefixed[1]!.toLowerCase();
  for (const [, sign = "", term = ""] of (prefixed?.[2] ?? text).matchAll(/([+-]?)\s*([^+-]+)/g)) {
    const word = term.trim();
    const scaled = /^(\w+)\s*\*\s*(\d)$/.exec(word);
    const name = (scaled?.[1] ?? word).toLowerCase();
    if (isX86Register(name) || name === "rip") {
      if (scaled) {
        if (index !== undefined) return { kind: "unclear", text: `[${text}]` };
        index = name;
        scale = Number(scaled[2]);
      } else if (base === undefined) base = name;
      else if (index === undefined) index = name;
      else return { kind: "unclear", text: `[${text}]` };
      continue;
    }
    const number = wantedNumber(`${sign === "-" ? "-" : ""}${word}`, bare);
    const own: Wanted =
      number ??
      (/^(BYTE|WORD|DWORD|QWORD)$/.test(word)
        ? { kind: "unclear", text: word }
        : label(word.replace(/^[$&]/, "")));
    const sum = displacement === undefined ? own : placeBehind(displacement, own);
    if (sum === undefined) return { kind: "unclear", text: `[${text}]` };
    displacement = sum;
  }
  return {
    kind: "memory",
    ...(segment !== undefined && { segment }),
    ...(base !== undefined && { base }),
    ...(index !== undefined && { index }),
    scale,
    ...(displacement !== undefined && { displacement }),
  };
}
