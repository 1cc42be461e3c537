import { Findings, type AssemblyFinding } from "./findings";
import type { ByteMode } from "./hex2Scanner";
import { Piece } from "./piece";
import { Sources, type AssemblyInput } from "./sources";

/** What blood-elf is told on its command line. */
export interface BloodElfOptions {
  /** `--64`: section headers and symbols of 64-bit ELF. */
  readonly bits: 32 | 64;
  readonly bigEndian: boolean;
  /** `--hex`, `--octal`, `--binary`: the digits that its numbers are written in; hexadecimal when not given. */
  readonly byteMode?: ByteMode;
  /** Each `--entry`: a symbol that the sources do not define as a label. Only the last one is never hidden. */
  readonly entries?: readonly string[];
}

const LF = 0x0a;
const CR = 0x0d;
/** Of each way to write a byte: the base, and how many digits are a byte (blood-elf.c, setup_string). */
const digits: Readonly<Record<ByteMode, readonly [base: number, perByte: number]>> = {
  hex: [16, 2],
  octal: [8, 3],
  binary: [2, 8],
};
/** blood-elf.c, max_string: a label of this many bytes is refused. */
const longestLabel = 4095;

/**
 * Writes the stub that gives a program's labels to debuggers: M1 text with section headers, a string table and a symbol
 * table, for the labels of M1 sources (mescc-tools, blood-elf.c). It needs the labels `ELF_text`, `ELF_data` and
 * `ELF_base` of the program or its header.
 */
export function bloodElf(
  inputs: readonly AssemblyInput[],
  options: BloodElfOptions,
): { readonly m1: Uint8Array; readonly findings: readonly AssemblyFinding[] } {
  const sources = new Sources(inputs);
  const findings = new Findings(sources);
  const names: Uint8Array[] = (options.entries ?? []).map((entry) => new TextEncoder().encode(entry));
  const entry = names.at(-1);
  inputs.forEach((_, index) => collect(sources, index, names, findings));
  const stub = new Stub(options);
  stub.sections(names.length + 1);
  stub.strings(names);
  stub.symbols(names, entry);
  return { m1: stub.piece.bytes.subarray(0, stub.piece.length), findings: findings.list };
}

/** Finds labels as blood-elf does: it knows comments and `"` strings, but not `'` strings. */
function collect(sources: Sources, index: number, names: Uint8Array[], findings: Findings): void {
  const { text } = sources;
  const end = sources.starts[index + 1]!;
  for (let at = sources.starts[index]!; at < end; at++) {
    const byte = text[at];
    if (byte === 0x23 || byte === 0x3b) {
      while (at < end && text[at] !== LF && text[at] !== CR) at++;
    } else if (byte === 0x22) {
      at++;
      while (at < end && text[at] !== 0x22) at++;
    } else if (byte === 0x3a) {
      const start = at + 1;
      // The first byte is taken whatever it is.
      at = start + 1;
      while (at < end && !endsLabel(text[at]!)) at++;
      if (start >= end) findings.add("m1/label-at-end", start - 1, end, "The file ends behind the colon.");
      else if (at - start > longestLabel)
        findings.add(
          "m1/token-too-long",
          start - 1,
          at,
          `A label of ${at - start} bytes; ${longestLabel} are the most.`,
        );
      if (start < end) names.push(upToNul(text.subarray(start, Math.min(at, end))));
    }
  }
}

function endsLabel(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === LF || byte === 0x3e;
}

/** The tool writes names as strings of C. */
function upToNul(name: Uint8Array): Uint8Array {
  const end = name.indexOf(0);
  return end < 0 ? name : name.subarray(0, end);
}

/** The text of the stub, piece by piece in blood-elf's own layout. */
class Stub {
  readonly piece = new Piece(65536);
  readonly #encoder = new TextEncoder();
  readonly #wide: boolean;
  readonly #zero: string;

  constructor(readonly options: BloodElfOptions) {
    this.#wide = options.bits === 64;
    this.#zero = this.#number(0, 4);
  }

  sections(symbols: number): void {
    const zero = this.#zero;
    const number = (value: number) => this.#number(value, 4);
    this.#write(`# Generated sections\n:ELF_shstr\n${this.#number(0, 1)}\t# NULL\n`);
    for (const [label, name] of [
      ["text", ".text"],
      ["shstr", ".shstrtab"],
      ["sym", ".symtab"],
      ["str", ".strtab"],
    ])
      this.#write(`:ELF_shstr__${label!}\n"${name!}"\n`);
    const section = (label: string, fields: readonly string[]) => this.#section(label, fields);
    section("s", [zero, zero, zero, zero, zero, zero, zero, zero, zero]);
    section("_text", [
      "%ELF_shstr__text>ELF_shstr",
      number(1),
      number(6),
      "&ELF_text",
      "%ELF_text>ELF_base",
      "%ELF_data>ELF_text",
      zero,
      zero,
      zero,
    ]);
    const table = (name: string, type: number, end: string, link: string, info: string, entry: string) =>
      section(`_${name}`, [
        `%ELF_shstr__${name}>ELF_shstr`,
        number(type),
        zero,
        `&ELF_${name}`,
        `%ELF_${name}>ELF_base`,
        `%ELF_${end}>ELF_${name}`,
        link,
        info,
        entry,
      ]);
    table("shstr", 3, "section_headers", zero, zero, zero);
    table("str", 3, "sym", zero, zero, zero);
    table("sym", 2, "end", number(3), number(symbols), number(this.#wide ? 24 : 16));
  }

  /** Fields: name, type, flags, address, offset, size, link, info, entry size. */
  #section(label: string, fields: readonly string[]): void {
    const wide = this.#wide ? ` ${this.#zero}` : "";
    const [name, type, flags, address, offset, size, link, info, entry] = fields as [
      string,
      string,
      string,
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    this.#write(
      `\n:ELF_section_header${label}\n${name}\t#sh_name\n${type}\t#sh_type\n${flags}${wide}\t#sh_flags\n` +
        `${address}${wide}\t#sh_addr\n${offset}${wide}\t#sh_offset\n${size}${wide}\t#sh_size\n${link}\t#sh_link\n` +
        `${info}\t#sh_info\n${this.#number(1, 4)}${wide}\t#sh_addralign\n${entry}${wide}\t#sh_entsize\n`,
    );
  }

  strings(names: readonly Uint8Array[]): void {
    this.#write(`\n# Generated string table\n:ELF_str\n${this.#number(0, 1)}\t# NULL string\n`);
    for (const name of names) {
      this.#write(":ELF_str_");
      this.#name(name);
      this.#write('\t"');
      this.#name(name);
      this.#write('"\n');
    }
    this.#write("# END Generated string table\n\n");
  }

  symbols(names: readonly Uint8Array[], entry: Uint8Array | undefined): void {
    const zero = this.#zero;
    const byte = this.#number(0, 1);
    const section = `${this.#number(1, 2)}\t# st_shndx\n`;
    this.#write(`\n# Generated symbol table\n:ELF_sym\n# Required NULL symbol entry\n${zero}\t# st_name\n`);
    const kind = `${byte}\t# st_info\n${byte}\t# st_other\n`;
    if (this.#wide)
      this.#write(`${kind}${section}${zero} ${zero}\t# st_value\n${zero} ${zero}\t# st_size\n\n`);
    else this.#write(`${zero}\t# st_value\n${zero}\t# st_size\n${kind}${section}\n`);
    for (const name of names) this.#symbol(name, entry, section);
    this.#write("# END Generated symbol table\n\n:ELF_end\n");
  }

  #symbol(name: Uint8Array, entry: Uint8Array | undefined, section: string): void {
    const zero = this.#zero;
    const hidden = name[0] === 0x5f && !(entry && equal(entry, name));
    const shown = this.#wide ? "other" : "default";
    const kind =
      `${this.#number(2, 1)}\t# st_info (FUNC)\n` +
      `${this.#number(hidden ? 2 : 0, 1)}\t# st_other (${hidden ? "hidden" : shown})\n`;
    this.#write("%ELF_str_");
    this.#name(name);
    this.#write(">ELF_str\t# st_name\n");
    if (this.#wide) this.#write(`${kind}${section}`);
    this.#write("&");
    this.#name(name);
    if (this.#wide) this.#write(` ${zero}\t# st_value\n${zero} ${zero}\t# st_size (unknown size)\n\n`);
    else this.#write(`\t#st_value\n${zero}\t# st_size (unknown size)\n${kind}${section}\n`);
  }

  /**
   * A number of so many bytes as M1 passes it on to hex2: digits in single quotes. In octal the number is not cut into
   * bytes: 256 in four bytes is 000000000400, as the tool has it.
   */
  #number(value: number, size: number): string {
    const [base, perByte] = digits[this.options.byteMode ?? "hex"];
    const text = value
      .toString(base)
      .toUpperCase()
      .padStart(size * perByte, "0");
    if (this.options.bigEndian) return `'${text}'`;
    let reversed = "";
    for (let end = text.length; end > 0; end -= perByte) reversed += text.slice(end - perByte, end);
    return `'${reversed}'`;
  }

  #name(name: Uint8Array): void {
    this.piece.append(name, 0, name.length);
  }

  #write(text: string): void {
    const bytes = this.#encoder.encode(text);
    this.piece.append(bytes, 0, bytes.length);
  }
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
