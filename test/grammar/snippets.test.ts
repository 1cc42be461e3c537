import { describe, expect, it } from "vitest";
import { type Snippet, assemble, expand, snippets } from "./snippet.js";
import { illegal, tokenize } from "./tokenize.js";

const named = snippets.map((snippet): [string, Snippet] => [`${snippet.language}: ${snippet.name}`, snippet]);
const headers = named.filter(([, { name }]) => name.startsWith("ELF header"));

describe("snippets", () => {
  it.each(named)("%s is free of what its grammar calls illegal", async (_, snippet) => {
    const text = expand(snippet);
    expect(text).not.toMatch(/\$\{\d/);
    expect(illegal(await tokenize(snippet.language, text))).toEqual([]);
  });

  it("have one prefix each within a language", () => {
    const prefixes = snippets.flatMap(({ language, prefix }) =>
      [prefix].flat().map((word) => `${language} ${word}`),
    );
    expect(prefixes.filter((prefix, index) => prefixes.indexOf(prefix) !== index)).toEqual([]);
  });

  it("have an ELF header of each class in hex0 and hex2", () => {
    expect(headers).toHaveLength(4);
  });
});

/** Offsets of the fields in the two classes of ELF. */
const LAYOUT = {
  1: {
    machine: 3,
    base: 0x8048000,
    word: 4,
    entry: 24,
    phoff: 28,
    ehsize: 40,
    header: 52,
    program: 32,
    flags: 24,
    offset: 4,
    vaddr: 8,
    filesz: 16,
    memsz: 20,
  },
  2: {
    machine: 62,
    base: 0x600000,
    word: 8,
    entry: 24,
    phoff: 32,
    ehsize: 52,
    header: 64,
    program: 56,
    flags: 4,
    offset: 8,
    vaddr: 16,
    filesz: 32,
    memsz: 40,
  },
};

describe.each(headers)("%s", (_, snippet) => {
  const layout = LAYOUT[snippet.name.includes("32 bit") ? 1 : 2];
  const bytes = assemble(expand(snippet), layout.base);
  const view = new DataView(bytes.buffer);
  const half = (at: number): number => view.getUint16(at, true);
  const word = (at: number): number =>
    layout.word === 4 ? view.getUint32(at, true) : Number(view.getBigUint64(at, true));
  const program = layout.header;

  it("identifies itself", () => {
    expect([...bytes.slice(0, 7)]).toEqual([0x7f, 0x45, 0x4c, 0x46, layout.word / 4, 1, 1]);
    expect([half(16), half(18), view.getUint32(20, true)]).toEqual([2, layout.machine, 1]);
  });

  it("says the sizes and places of its headers", () => {
    expect(word(layout.phoff)).toBe(layout.header);
    expect(half(layout.ehsize)).toBe(layout.header);
    expect(half(layout.ehsize + 2)).toBe(layout.program);
    expect(half(layout.ehsize + 4)).toBe(1);
    expect([6, 8, 10].map((at) => half(layout.ehsize + at))).toEqual([0, 0, 0]);
  });

  it("loads the whole file, readable and executable", () => {
    expect(view.getUint32(program, true)).toBe(1);
    expect(view.getUint32(program + layout.flags, true) & 5).toBe(5);
    expect(word(program + layout.offset)).toBe(0);
    expect(word(program + layout.vaddr)).toBe(layout.base);
    expect(word(program + layout.vaddr + layout.word)).toBe(layout.base);
    expect(word(program + layout.filesz)).toBe(bytes.length);
    expect(word(program + layout.memsz)).toBe(bytes.length);
  });

  it("starts behind its headers", () => {
    expect(word(layout.entry)).toBe(layout.base + layout.header + layout.program);
  });

  it("names the addresses that its label comments claim", () => {
    const claimed = [...expand(snippet).matchAll(/^#:(\w+) ; \(0x([0-9A-F]+)\)$/gim)].map((match) =>
      parseInt(match[2]!, 16),
    );
    const expected = [word(layout.entry), layout.base + bytes.length];
    expect(claimed).toEqual(snippet.language === "hex0" ? expected : []);
  });
});
