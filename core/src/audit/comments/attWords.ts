import { isX86Mnemonic } from "./x86Words";

const sizes: Readonly<Record<string, number>> = { b: 1, w: 2, l: 4, q: 8 };

/** What AT&T's syntax has other names for than Intel's. */
const own: Readonly<Record<string, string>> = {
  cbtw: "cbw",
  cwtl: "cwde",
  cltq: "cdqe",
  cwtd: "cwd",
  cltd: "cdq",
  cqto: "cqo",
  movsl: "movsd",
  cmpsl: "cmpsd",
  scasl: "scasd",
  lodsl: "lodsd",
  stosl: "stosd",
  insl: "insd",
  outsl: "outsd",
  pushal: "pushad",
  popal: "popad",
  pushfl: "pushfd",
  popfl: "popfd",
  iretl: "iretd",
  lret: "retf",
  retl: "ret",
  retq: "ret",
  leavel: "leave",
  leaveq: "leave",
  sysretl: "sysret",
};

/** An operation in AT&T's words: Intel's name, and the size in bytes that a suffix gives its operands. */
export interface AttOperation {
  readonly mnemonic: string;
  readonly size?: number;
}

/** Intel's name of an operation that only AT&T's syntax calls so; undefined where it does not. */
export function attOperation(word: string): AttOperation | undefined {
  if (isX86Mnemonic(word)) return undefined;
  const other = own[word];
  if (other !== undefined) return { mnemonic: other };
  const extends_ = /^mov([sz])([bwl])([wlq])$/.exec(word);
  if (extends_) {
    const [, sign, from = "", to = ""] = extends_;
    if (sizes[from]! >= sizes[to]!) return undefined;
    const mnemonic = sign === "z" ? "movzx" : from === "l" ? "movsxd" : "movsx";
    return sign === "z" && from === "l" ? undefined : { mnemonic, size: sizes[from]! };
  }
  const size = sizes[word.slice(-1)];
  const plain = word.slice(0, -1);
  return size !== undefined && isX86Mnemonic(plain) && !/^j(?!mp)/.test(plain)
    ? { mnemonic: plain, size }
    : undefined;
}

/** Whether a word is one of AT&T's alone that stands without operands (`retq`, `cltd`). */
export function standsAlone(word: string): boolean {
  return own[word] !== undefined;
}
