import { assembleHex0 } from "../../assemble/hex0";
import type { Finding } from "../../runs/events";
import { finding } from "../../runs/findings";
import { startOf } from "../../runs/locations";

/** Bytes of a sector, of the disk and of what stage1 is loaded as. */
export const sectorSize = 512;

/** The two hex0 sources of the boot path, as lib/generator.py of live-bootstrap finds them. */
export function stagePaths(treeRoot: string) {
  const folder = `${treeRoot}/builder-hex0`;
  return {
    stage1: `${folder}/builder-hex0-x86-stage1.hex0`,
    stage2: `${folder}/builder-hex0-x86-stage2.hex0`,
  };
}

/** What an image begins with: stage1 assembled, stage2 as source, zeros up to the sector. */
export interface Head {
  readonly bytes: Uint8Array;
  readonly problems: readonly Finding[];
  /** Whether stage2 is builder-hex0's, by the place where it keeps that of its input. */
  readonly isBuilderHex0: boolean;
}

/** Sectors that stage1 and a stage2 whose source has so many bytes take: the number of the first one behind them. */
export function inputSector(stage2Size: number): number {
  return 1 + Math.ceil(stage2Size / sectorSize);
}

/** Makes the head of an image. Paths are for findings. */
export function headOf(
  stage1: { readonly path: string; readonly source: Uint8Array },
  stage2: { readonly path: string; readonly source: Uint8Array },
): Head {
  const sector = assembleHex0(stage1.source).bytes;
  const bytes = new Uint8Array(sectorSize * inputSector(stage2.source.length));
  bytes.set(sector.subarray(0, sectorSize));
  bytes.set(stage2.source, sectorSize);
  return {
    bytes,
    problems: [...stage1Problems(stage1.path, sector), ...stage2Problems(stage2.path, stage2.source)],
    isBuilderHex0: inputSectors(assembleHex0(stage2.source).bytes).length > 0,
  };
}

function stage1Problems(path: string, sector: Uint8Array): Finding[] {
  const fault =
    sector.length !== sectorSize
      ? `it has ${sector.length} bytes`
      : sector[510] !== 0x55 || sector[511] !== 0xaa
        ? "it does not end with 55 AA"
        : undefined;
  if (fault === undefined) return [];
  const message = `a boot sector has ${sectorSize} bytes, the last of them 55 AA, but ${fault}`;
  return [finding("image/boot-sector", startOf(path), message)];
}

/** `mov dword [0x01000000], SECTOR` of internalshell: where the shell's input begins, by the base it was linked for. */
const setInput = [0xc7, 0x05, 0x00, 0x00, 0x00, 0x01];

function stage2Problems(path: string, source: Uint8Array): Finding[] {
  const problems: Finding[] = [];
  const nul = source.indexOf(0);
  if (nul >= 0) {
    const line = source.subarray(0, nul).reduce((count, byte) => (byte === 0x0a ? count + 1 : count), 1);
    const place = { file: path, line, column: 1, endLine: line, endColumn: 1 };
    problems.push(finding("image/nul-in-stage2", place, "a zero byte ends what stage1 assembles"));
  }
  const sectors = inputSectors(assembleHex0(source).bytes);
  const actual = inputSector(source.length);
  if (sectors.length > 0 && !sectors.includes(actual)) {
    const wanted = Math.max(...sectors);
    const [least, most] = [sectorSize * (wanted - 2) + 1, sectorSize * (wanted - 1)];
    const message = `this source has ${source.length} bytes, comments included, so the commands begin at sector ${actual}; but the program reads them from sector ${wanted}: make it ${least} to ${most} bytes long`;
    problems.push(finding("image/stage2-size", startOf(path), message));
  }
  return problems;
}

/** The sectors that a stage2 may read its commands from; none where it finds them in another way than builder-hex0. */
function inputSectors(program: Uint8Array): number[] {
  const found: number[] = [];
  const last = program.length - setInput.length - 4;
  for (let at = 0; at <= last; at++) {
    if (!setInput.every((byte, index) => program[at + index] === byte)) continue;
    found.push(new DataView(program.buffer, program.byteOffset).getUint32(at + setInput.length, true));
  }
  return found;
}
