import type { Claim, ReadClaim, Wanted, WantedMemory } from "../claim";
import { readAttComment } from "./attComments";
import { attOperation, standsAlone } from "./attWords";
import { readExpression } from "./expressions";
import { readNumber, wantedNumber, type BareDigits } from "./numbers";
import { readStringComment } from "./stringComments";
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
  fword: 6,
  xmmword: 16,
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
  const prefixes = prefix === "" ? [] : [prefixWords[prefix.trim().replace("_", "").toLowerCase()]!];
  // `movq` of a vector register is an operation of its own.
  const inAtt = written === "movq" && /%x?mm\d/.test(rest) ? { mnemonic: written } : attOperation(written);
  if (inAtt !== undefined && !separator.startsWith("_")) {
    if (rest === "" && standsAlone(written)) return { ...inAtt, prefixes, operands: [], loose: true };
    const isPlace = takesPlace.test(inAtt.mnemonic) && /^-?(?:0x[\da-f]+|\d+)$/i.test(rest);
    if (isPlace || att.test(rest) || /^\*?\$[-\w(]/.test(rest))
      return readStringComment(inAtt.mnemonic, prefixes, rest) ?? readAttComment(inAtt, prefixes, rest);
    // `callq main`: where it goes to is written the same way in both.
    if (/^(call|jmp)$/.test(inAtt.mnemonic) && rest !== "")
      return plainClaim({ mnemonic: inAtt.mnemonic, prefixes }, rest);
  }
  if (!isX86Mnemonic(mnemonic)) {
    // `addd_ebx`: a slip in a name is seen by the register behind it.
    const first = /^\[?([a-z0-9]+)/.exec(rest)?.[1] ?? "";
    // `e_ss` is a field of the header that DOS had.
    return separator.startsWith("_") && written.length > 1 && isX86Register(first)
      ? { unclear: `no instruction is called ${written}` }
      : undefined;
  }
  if (att.test(rest) || (/^l(?:jmp|call)$/.test(mnemonic) && /^\$[-\w]+, *\$/.test(rest)))
    return readStringComment(mnemonic, prefixes, rest) ?? readAttComment({ mnemonic }, prefixes, rest);
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
  const ofString = macro ? undefined : readStringComment(mnemonic, prefixes, rest);
  if (ofString !== undefined) return ofString;
  return macro ? macroClaim(head, rest) : plainClaim(head, rest);
}

/** A register with AT&T's `%`. */
const att =
  /%(?:x?mm\d+|[er]ip|[er]?(?:[abcd]x|[sd]i|[sb]p)|[abcd][lh]|r\d+[dwbl]?|[sd]il|[sb]pl|[c-gs]s|[cd]r\d)\b/;

/** What goes somewhere. */
const isJump = /^(?:j[a-z]+|call|loop[a-z]*)$/;

type Head = Omit<Claim, "operands" | "loose">;

/** What takes two operands: without a comma, words behind it are prose (`and nothing else`). */
const ofTwo = /^(mov|add|sub|and|or|xor|cmp|test|in|out|adc|sbb|lea|sh[lr]|sa[lr]|ro[lr])$/;
/** What is a word of everyday language, too. */
const everyday =
  /^(call|jmp|j[a-z]{1,3}|loop|int|push|pop|inc|dec|not|neg|in|out|set|enter|leave|wait|ret|str)$/;
const article = /^(the|it|a|an|to|up|our|if|that|this|all|any|not|be|is|of|for|on|with|from)$/i;
/** What goes on with more words: `loop until done`. */
const clause = /^(until|while|when|once|again|forever|over|through)$/i;

/** `push the file name`, `call it a day`, `and nothing else`: words that no operand can be. */
function isProse(mnemonic: string, rest: string, macro: boolean): boolean {
  // `in_handle: the file`: a name and what it is.
  if (/^[\w.]+:(?:\s|$)/.test(rest)) return true;
  // `and_more_bytes`: a name.
  if (macro && ofTwo.test(mnemonic) && /^[a-z]\w*_[a-z]\w*$/i.test(rest))
    return !rest.split("_").some((each) => isX86Register(each.toLowerCase()));
  if (macro || rest === "" || rest.includes(",")) return false;
  // `sub 1 from eax`, `in 16 bit: cli`: no syntax has that.
  if (ofTwo.test(mnemonic) && /^\S+\s+(?:from|to|into|by|of|with|and|bits?|bytes?)\b/i.test(rest))
    return true;
  const [first = "", second = "", ...more] = rest.split(/\s+/);
  if (!/^[a-z]{2,}$/i.test(first) && !article.test(first)) return false;
  if (isX86Register(first.toLowerCase())) return false;
  if (ofTwo.test(mnemonic)) return !/^(byte|d?word|long|qword|ptr)$/i.test(first);
  if (!everyday.test(mnemonic)) return false;
  if (article.test(first) || (second !== "" && clause.test(first))) return true;
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
  const given = operands.filter((each) => each !== undefined);
  if (given.length < operands.length) return { unclear: `“${rest}” is not understood` };
  return { ...full, operands: takesPlace.test(head.mnemonic) ? given.map(placeOf) : given, loose: true };
}

/** What has one operand, which is no number: one is the address of a place. */
const takesPlace =
  /^(?:set[a-z]+|inc|dec|not|neg|mul|i?div|invlpg|[ls][gi]dt|[ls]ldt|ltr|str|ver[rw]|[ls]msw)$/;

function placeOf(wanted: Wanted): Wanted {
  return wanted.kind === "number" ? { kind: "memory", scale: 1, displacement: wanted } : wanted;
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
  const sized = /^(byte|word|dword|long|qword|fword|xmmword)(?:\s+(?:ptr\s+)?|_(?:ptr_)?(?=\[))/i.exec(text);
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
  const here = /^[$.](?:\s*([-+])\s*(0x[\da-f]+|\d+))?(?![\w.$+-])/i.exec(rest);
  if (here && (here[1] === undefined || rest.startsWith(".") || isJump.test(head.mnemonic)))
    return { kind: "distance", bytes: BigInt(here[2] ?? 0) * (here[1] === "-" ? -1n : 1n) };
  const fixed = /^([c-gs]s):(-?\w+)(?!\w)/i.exec(rest);
  const at = fixed ? wantedNumber(fixed[2]!, bare) : undefined;
  if (at !== undefined)
    return {
      kind: "memory",
      segment: fixed![1]!.toLowerCase(),
      scale: 1,
      displacement: at,
      ...(size !== undefined && { size }),
    };
  // `4[esp]`, as MASM has it.
  const outside = /^(-?\d\w*)\[([^\]]*)\]/.exec(rest);
  if (outside)
    return operand(`${sized?.[0] ?? ""}[${outside[2]!}+${outside[1]!}]`.replace("+-", "-"), bare, head);
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
  const named = /^[a-z][\da-f]*(?![\w'"])/i.exec(text)?.[0];
  const namedNumber = named === undefined ? undefined : wantedNumber(named, bare);
  if (namedNumber?.kind === "number" && !/^x\d/i.test(named!))
    return { kind: "label", name: named!, plus: 0n, values: namedNumber.values };
  const number = readExpression(text, bare);
  if (number !== undefined) {
    const rest = text.slice(number.length).trim();
    const { values } = number;
    // `12foo`: what begins like a number and goes on.
    return values !== undefined && !/^\w/.test(text.slice(number.length)) && sameThroughout(values, rest)
      ? { kind: "number", values }
      : { kind: "unclear", text };
  }
  const word = /^[-+$&]*[\w.]+/.exec(text)?.[0];
  if (word === undefined) return undefined;
  const rest = text.slice(word.length).trim();
  const given = /^=\s*(\$?-?[\w]+)/.exec(rest)?.[1];
  if (given !== undefined) {
    const values = wantedNumber(/^[0-9a-f]+$/i.test(given) ? `0x${given}` : given, "any");
    if (values) return values;
  }
  const name = word.replace(/^[$&]+/, "");
  if (!/^[A-Za-z_.]/.test(name)) return { kind: "unclear", text: word };
  const plus = /^([-+]\s*(?:0x[\da-f]+|\d+))(?![\w.])\s*(?![-+*/|&^%<>\w])/i.exec(rest)?.[1];
  if (plus !== undefined) {
    const by = readNumber(plus.replace(/\s+/g, ""), "decimal");
    if (by !== undefined) return { kind: "label", name, plus: by[0]! };
  }
  // `start-end`, `size*2`: what is calculated with names is not known.
  if (/^(?:[-+*/|&^%]\s*[\d(]|<<|>>)/.test(rest) || /^[-+*/|&^%]\S/.test(text.slice(word.length)))
    return { kind: "unclear", text };
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
