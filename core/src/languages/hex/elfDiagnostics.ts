import { diagnose, type Diagnostic, type Fix, type TextEdit } from "../../diagnostics/diagnostic";
import type { DiagnosticCode } from "../../diagnostics/codes";
import { elfSizes, isElf, loadSegments, type Elf, type Segment } from "../../isa/headers/elf";
import type { HeaderField } from "../../isa/headers/field";
import type { Range } from "../../text/range";
import type { SourceText } from "../../text/sourceText";

/** e_machine of 64-bit x86. */
const AMD64 = 62;

/** Bytes of a page of memory. */
const PAGE = 4096n;

/** e_type of a shared library. */
const SHARED = 3n;

/** Of so many segments the sizes are checked: thousands are no program, but text read as one. */
const MOST = 100;

/** A program that may begin with an ELF header, and the source that the header's bytes come from. */
export interface ElfSource {
  readonly text: SourceText;
  /** Of the whole program. */
  readonly bytes: Uint8Array;
  readonly elf: Elf | undefined;
  readonly map: {
    /** Where the source has a byte; undefined where it has not. */
    rangeOf(offset: number): Range | undefined;
    /** The stretch of the source that so many bytes from an offset on come from; undefined where it has not all of them. */
    rangeOfBytes(offset: number, size: number): Range | undefined;
  };
}

/** Fields of an ELF header that disagree with the bytes of the file. */
export function elfDiagnostics(model: ElfSource): readonly Diagnostic[] {
  const { elf } = model;
  if (!elf) return isElf(model.bytes) ? truncated(model) : [];
  const loads = loadSegments(elf);
  const alone = loads.length === 1 && elf.field("e_shnum").value === 0n;
  return [
    ...headerSizes(model, elf),
    ...programHeaders(model, elf),
    ...loads.slice(0, MOST).flatMap((segment) => segmentSizes(model, elf, segment, alone)),
    ...entryPoint(model, elf),
  ];
}

/**
 * Linux reads the first 256 bytes of a file with zeros behind its end (bprm->buf), so a header may lack a tail that is
 * zero: all is well as long as the low byte of e_phnum is there.
 */
function truncated(model: ElfSource): readonly Diagnostic[] {
  const bits = model.bytes[4] === 2 ? 64 : 32;
  const { header, leastHeader } = elfSizes[bits];
  if (model.bytes.length >= leastHeader) return [];
  const message = `This begins an ELF header of ${header} bytes, but the file has ${model.bytes.length}.`;
  const range = model.map.rangeOfBytes(0, 4);
  return range === undefined ? [] : [diagnose("elf/truncated-header", range, message)];
}

function headerSizes(model: ElfSource, elf: Elf): Diagnostic[] {
  const sizes = elfSizes[elf.bits];
  const wanted: [string, number][] = [["e_ehsize", sizes.header]];
  // A file without program headers (an object file) has none to be of a size.
  if (elf.field("e_phnum").value !== 0n) wanted.push(["e_phentsize", sizes.programHeader]);
  return wanted.flatMap(([name, want]) => {
    const field = elf.field(name);
    if (field.value === BigInt(want)) return [];
    const message = `${name} is ${field.value}; for ${elf.bits} bits it is ${want}.`;
    const title = `Set ${name} to ${want}`;
    const fixes = setFields(model, elf, [field], BigInt(want), title);
    return report(model, name === "e_ehsize" ? "elf/ehsize" : "elf/header-size", field, message, fixes);
  });
}

function programHeaders(model: ElfSource, elf: Elf): Diagnostic[] {
  if (!elf.headersOutside) return [];
  const offset = elf.field("e_phoff");
  const count = elf.field("e_phnum").value;
  const message = `${count} program header${count === 1n ? "" : "s"} at offset ${offset.value} would reach behind the end of the file (${model.bytes.length} bytes).`;
  return report(model, "elf/program-headers", offset, message, []);
}

/**
 * A segment that should hold the program to its end must end where the file ends. Files with sections, or with several
 * segments, may have more behind a segment; there only a segment that reaches past the end is sure to be wrong.
 */
function segmentSizes(model: ElfSource, elf: Elf, segment: Segment, alone: boolean): Diagnostic[] {
  const fileSize = elf.field("p_filesz", segment.index);
  const memorySize = elf.field("p_memsz", segment.index);
  const rest = BigInt(model.bytes.length) - segment.offset;
  const actual = rest < 0n ? 0n : rest;
  if (segment.fileSize > actual || (alone && segment.fileSize < actual)) {
    const both = segment.memorySize === segment.fileSize || segment.memorySize < actual;
    const sizes = both ? [fileSize, memorySize] : [fileSize];
    const difference =
      segment.fileSize > actual
        ? `${segment.fileSize - actual} too many`
        : `${actual - segment.fileSize} too few`;
    const message = `p_filesz is ${hex(segment.fileSize)} (${segment.fileSize}), but the file holds ${hex(actual)} (${actual}) bytes from offset ${segment.offset} on: ${difference}.`;
    const title = `Set ${sizes.map((field) => field.name).join(" and ")} to ${hex(actual)}`;
    // A segment that begins behind the end has its offset wrong, not its size.
    const fixes = actual === 0n ? [] : setFields(model, elf, sizes, actual, title);
    return report(model, "elf/file-size", fileSize, message, fixes);
  }
  if (segment.memorySize >= segment.fileSize) return [];
  const message = `p_memsz is ${hex(segment.memorySize)}, less than p_filesz, ${hex(segment.fileSize)}.`;
  const title = `Set p_memsz to ${hex(segment.fileSize)}`;
  const fixes = setFields(model, elf, [memorySize], segment.fileSize, title);
  return report(model, "elf/memory-size", memorySize, message, fixes);
}

function entryPoint(model: ElfSource, elf: Elf): Diagnostic[] {
  const loads = loadSegments(elf);
  const executable = loads.filter((segment) => segment.executable);
  if (elf.headersOutside || loads.length === 0) return [];
  // A shared library has no entry point, and says 0.
  if (elf.entry === 0n && elf.field("e_type").value === SHARED) return [];
  if (executable.length === 0) return elf.machine === AMD64 ? nothingExecutable(model, elf, loads[0]!) : [];
  const inside = executable.some(({ address, memorySize }) => {
    // Memory comes in whole pages.
    const start = address & ~(PAGE - 1n);
    const end = (address + memorySize + PAGE - 1n) & ~(PAGE - 1n);
    return elf.entry >= start && elf.entry < end;
  });
  if (inside) return [];
  const spans = executable
    .slice(0, 4)
    .map(({ address, memorySize }) => `${hex(address)} to ${hex(address + memorySize)}`);
  const message = `The entry point ${hex(elf.entry)} is outside the executable memory, ${spans.join(" and ")}.`;
  return report(model, "elf/entry-point", elf.field("e_entry"), message, []);
}

/** 32-bit programs without PT_GNU_STACK may run whatever they may read, so this is said of 64-bit ones only. */
function nothingExecutable(model: ElfSource, elf: Elf, segment: Segment): Diagnostic[] {
  const flags = elf.field("p_flags", segment.index);
  const message = `No segment may be executed, so the program ends at its entry point ${hex(elf.entry)}.`;
  const fixes = setFields(model, elf, [flags], flags.value | 1n, "Let this segment be executed");
  return report(model, "elf/entry-point", flags, message, fixes);
}

function report(
  model: ElfSource,
  code: DiagnosticCode,
  field: HeaderField,
  message: string,
  fixes: readonly Fix[],
): Diagnostic[] {
  const range = model.map.rangeOfBytes(field.offset, field.size);
  return range === undefined ? [] : [diagnose(code, range, message, { fixes })];
}

/** The fix that makes fields hold `value`; none when it cannot be written into all of them. */
function setFields(
  model: ElfSource,
  elf: Elf,
  fields: readonly HeaderField[],
  value: bigint,
  title: string,
): readonly Fix[] {
  const edits = fields.map((field) => writeNumber(model, elf, field, value));
  return edits.includes(undefined)
    ? []
    : [{ title, preferred: true, edits: edits.flatMap((ofOne) => ofOne ?? []) }];
}

/**
 * Edits that make a field hold `value`, digit pair by digit pair, so that the author's blanks and columns stay.
 * Undefined when it does not fit, or when a byte's digits do not stand together.
 */
function writeNumber(model: ElfSource, elf: Elf, field: HeaderField, value: bigint): TextEdit[] | undefined {
  if (value < 0n || value >> BigInt(8 * field.size) !== 0n) return undefined;
  const edits: TextEdit[] = [];
  for (let index = 0; index < field.size; index++) {
    const shift = BigInt(8 * (elf.littleEndian ? index : field.size - 1 - index));
    const text = Number((value >> shift) & 0xffn)
      .toString(16)
      .toUpperCase()
      .padStart(2, "0");
    const range = model.map.rangeOf(field.offset + index);
    if (range === undefined || range.end - range.start !== 2) return undefined;
    if (model.text.slice(range).toUpperCase() !== text) edits.push({ range, text });
  }
  return edits;
}

function hex(value: bigint): string {
  return `0x${value.toString(16).toUpperCase()}`;
}
