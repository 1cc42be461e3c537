import { diagnose, type Diagnostic, type Fix, type TextEdit } from "../../diagnostics/diagnostic";
import type { DiagnosticCode } from "../../diagnostics/codes";
import {
  elfSizes,
  isElf,
  loadSegments,
  type Elf,
  type HeaderField,
  type Segment,
} from "../../isa/headers/elf";
import type { HexModel } from "./model";

/** Fields of an ELF header that disagree with the bytes of the file. */
export function elfDiagnostics(model: HexModel): readonly Diagnostic[] {
  const { elf } = model;
  if (!elf) return isElf(model.bytes) ? [truncated(model)] : [];
  return [
    ...headerSizes(model, elf),
    ...programHeaders(model, elf),
    ...loadSegments(elf).flatMap((segment) => segmentSizes(model, elf, segment)),
    ...entryPoint(model, elf),
  ];
}

function truncated(model: HexModel): Diagnostic {
  const range = model.map.rangeOfBytes(0, 4)!;
  const want = elfSizes[model.bytes[4] === 2 ? 64 : 32].header;
  return diagnose(
    "elf/truncated-header",
    range,
    `This begins an ELF header of ${want} bytes, but the file has ${model.bytes.length}.`,
  );
}

function headerSizes(model: HexModel, elf: Elf): Diagnostic[] {
  const sizes = elfSizes[elf.bits];
  const wanted: readonly [string, number][] = [
    ["e_ehsize", sizes.header],
    ["e_phentsize", sizes.programHeader],
  ];
  return wanted.flatMap(([name, want]) => {
    const field = fieldOf(elf, name);
    if (field.value === BigInt(want)) return [];
    const message = `${name} is ${field.value}; for ${elf.bits} bits it is ${want}.`;
    return [report(model, "elf/header-size", field, message, [setField(model, elf, field, BigInt(want))])];
  });
}

function programHeaders(model: HexModel, elf: Elf): Diagnostic[] {
  if (!elf.headersOutside) return [];
  const offset = fieldOf(elf, "e_phoff");
  const count = fieldOf(elf, "e_phnum").value;
  const message = `${count} program header${count === 1n ? "" : "s"} at offset ${offset.value} would reach behind the end of the file (${model.bytes.length} bytes).`;
  return [report(model, "elf/program-headers", offset, message, [])];
}

/**
 * A segment that should hold the program to its end must end where the file ends. Files with sections, or with several
 * segments, may have more behind a segment; there only a segment that reaches past the end is sure to be wrong.
 */
function segmentSizes(model: HexModel, elf: Elf, segment: Segment): Diagnostic[] {
  const found: Diagnostic[] = [];
  const header = `program header ${segment.index + 1}` as const;
  const fileSize = fieldOf(elf, "p_filesz", header);
  const memorySize = fieldOf(elf, "p_memsz", header);
  const actual = BigInt(model.bytes.length - segment.offset);
  const alone = loadSegments(elf).length === 1 && fieldOf(elf, "e_shnum").value === 0n;
  if (segment.fileSize > actual || (alone && segment.fileSize !== actual && actual > 0n)) {
    const sizes = segment.memorySize === segment.fileSize ? [fileSize, memorySize] : [fileSize];
    const difference = segment.fileSize - actual;
    const message = `p_filesz is ${hex(segment.fileSize)} (${segment.fileSize}), but the file holds ${hex(actual)} (${actual}) bytes from offset ${segment.offset} on: ${difference > 0n ? `${difference} too many` : `${-difference} too few`}.`;
    const edits = actual < 0n ? [] : sizes.flatMap((field) => writeNumber(model, elf, field, actual));
    const fix: Fix = {
      title: `Set ${sizes.map((field) => field.name).join(" and ")} to ${hex(actual)}`,
      edits,
      preferred: true,
    };
    found.push(report(model, "elf/file-size", fileSize, message, edits.length > 0 ? [fix] : []));
  } else if (segment.memorySize < segment.fileSize) {
    const message = `p_memsz is ${hex(segment.memorySize)}, less than p_filesz, ${hex(segment.fileSize)}.`;
    found.push(
      report(model, "elf/memory-size", memorySize, message, [
        setField(model, elf, memorySize, segment.fileSize),
      ]),
    );
  }
  return found;
}

function entryPoint(model: HexModel, elf: Elf): Diagnostic[] {
  const executable = loadSegments(elf).filter((segment) => segment.executable);
  if (elf.headersOutside || executable.length === 0) return [];
  const inside = executable.some(
    ({ address, memorySize }) => elf.entry >= address && elf.entry < address + memorySize,
  );
  if (inside) return [];
  const field = fieldOf(elf, "e_entry");
  const spans = executable.map(
    ({ address, memorySize }) => `${hex(address)} to ${hex(address + memorySize)}`,
  );
  const message = `The entry point ${hex(elf.entry)} is outside the executable memory, ${spans.join(" and ")}.`;
  return [report(model, "elf/entry-point", field, message, [])];
}

function fieldOf(elf: Elf, name: string, header: HeaderField["header"] = "ELF header"): HeaderField {
  return elf.fields.find((field) => field.name === name && field.header === header)!;
}

function report(
  model: HexModel,
  code: DiagnosticCode,
  field: HeaderField,
  message: string,
  fixes: readonly Fix[],
): Diagnostic {
  return diagnose(code, model.map.rangeOfBytes(field.offset, field.size)!, message, {
    fixes: fixes.filter((fix) => fix.edits.length > 0),
  });
}

function setField(model: HexModel, elf: Elf, field: HeaderField, value: bigint): Fix {
  return {
    title: `Set ${field.name} to ${value}`,
    edits: writeNumber(model, elf, field, value),
    preferred: true,
  };
}

/**
 * Edits that make a field hold `value`, digit pair by digit pair, so that the author's blanks and columns stay.
 * Empty when it does not fit, or when a byte's digits do not stand together.
 */
function writeNumber(model: HexModel, elf: Elf, field: HeaderField, value: bigint): TextEdit[] {
  if (value < 0n || value >> BigInt(8 * field.size) !== 0n) return [];
  const edits: TextEdit[] = [];
  for (let index = 0; index < field.size; index++) {
    const shift = BigInt(8 * (elf.littleEndian ? index : field.size - 1 - index));
    const text = Number((value >> shift) & 0xffn)
      .toString(16)
      .toUpperCase()
      .padStart(2, "0");
    const range = model.map.rangeOf(field.offset + index)!;
    if (range.end - range.start !== 2) return [];
    if (model.text.slice(range).toUpperCase() !== text) edits.push({ range, text });
  }
  return edits;
}

function hex(value: bigint): string {
  return value < 0n ? `-0x${(-value).toString(16).toUpperCase()}` : `0x${value.toString(16).toUpperCase()}`;
}
