import { fileOfImage, parseImage, type ParsedImage } from "@bootstrappable/core/images/builderHex0/parse";
import { sectorSize } from "@bootstrappable/core/images/builderHex0/stages";
import { describeDisk } from "@bootstrappable/core/images/describe";
import { inspectImage } from "@bootstrappable/core/images/inspection";
import { findExt3 } from "@bootstrappable/core/images/ext3/find";
import { Ext3Error } from "@bootstrappable/core/images/ext3/reader";
import { longestRead } from "@bootstrappable/core/images/part";
import type { Region } from "@bootstrappable/core/platform/bulkFiles";
import { DiskError } from "@bootstrappable/core/platform/disk";
import { nodeBulkFiles } from "@bootstrappable/core/platform/node/bulkFiles";
import type { Finding } from "@bootstrappable/core/runs/events";
import { finding } from "@bootstrappable/core/runs/findings";
import { startOf } from "@bootstrappable/core/runs/locations";
import { exitStatus } from "../exitStatus";
import { complain, report, type Format } from "../report";
import { writeOutput } from "../writeOutput";
import { bytesInExt3 } from "./inspectExt3";
import { printPart } from "./part";
import { absolutePath } from "../paths";

/** Opens an image and looks at it; the exit status. */
async function open(image: string, look: (region: Region) => Promise<number>): Promise<number> {
  let region: Region | undefined;
  try {
    region = await nodeBulkFiles.region(absolutePath(image));
    return await look(region);
  } catch (error) {
    if (error instanceof Ext3Error) complain(`${image}: ${error.message}`);
    else if (error instanceof DiskError) complain(error.message);
    else throw error;
  } finally {
    await region?.close();
  }
  return exitStatus.findings;
}

/** Prints what is in an image, and tells of what builder-hex0 would stumble over. */
export function listImage(image: string, format: Format): Promise<number> {
  return open(image, async (region) => {
    const { boots, is, parts, faults } = await inspectImage(region);
    const listed = boots ? parts : parts.filter(({ kind }) => kind !== "stage1");
    if (listed.length === 0) {
      complain(`${image}: ${is ?? ""}`);
      return exitStatus.findings;
    }
    for (const part of listed) printPart(part, format);
    const at = (line: number) => ({ ...startOf(image), line, endLine: line });
    return tell(
      faults.map(({ code, message, command }) => finding(code, at(command ?? 1), message)),
      format,
    );
  });
}

function tell(findings: readonly Finding[], format: Format): number {
  report(findings, format);
  return findings.length > 0 ? exitStatus.findings : exitStatus.good;
}

/** Writes a part of an image to a file, or to standard output: a file by its path, or stage1 or stage2. */
export function extractFromImage(image: string, wanted: string, output: string): Promise<number> {
  return open(image, async (region) => {
    const readers = (await findExt3(region)).map(({ reader }) => reader);
    const bytes = readers.length > 0 ? await bytesInExt3(readers, wanted) : await bytesOf(region, wanted);
    if (typeof bytes === "string") {
      complain(`${image}: ${bytes}`);
      return exitStatus.findings;
    }
    return (await writeOutput(output, bytes, false, [image])) ? exitStatus.good : exitStatus.findings;
  });
}

/** The bytes of a part of an image that boots with builder-hex0, or why there are none. */
async function bytesOf(region: Region, wanted: string): Promise<Uint8Array | string> {
  const parsed = await parseImage(region);
  const place = parsed === undefined ? await describeDisk(region) : placeOf(parsed, wanted);
  if (typeof place === "string") return place;
  if (place.size > longestRead) return `a file of ${place.size} bytes is too long to be read at once`;
  const bytes = await region.read(place.at, place.size);
  return bytes.length < place.size ? `ends in the middle of ${wanted}` : bytes;
}

/** Where something is, or why it is nowhere. */
function placeOf(
  parsed: ParsedImage,
  wanted: string,
): { readonly at: number; readonly size: number } | string {
  const found = fileOfImage(parsed, wanted);
  if (found?.command.kind === "src") {
    if (found.command.size > 0) return { at: found.contentsAt, size: found.command.size };
    return `${wanted} is an empty file or a folder`;
  }
  if (wanted === "stage1") return { at: 0, size: sectorSize };
  if (wanted === "stage2") return { at: sectorSize, size: parsed.kernel.size };
  return `there is no ${wanted} in it`;
}
