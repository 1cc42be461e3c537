import { fileOfImage, parseImage, type ParsedImage } from "@bootstrappable/core/images/builderHex0/parse";
import { sectorSize } from "@bootstrappable/core/images/builderHex0/stages";
import { describeDisk } from "@bootstrappable/core/images/describe";
import { inspectImage } from "@bootstrappable/core/images/inspection";
import type { Region } from "@bootstrappable/core/platform/bulkFiles";
import { DiskError } from "@bootstrappable/core/platform/disk";
import { nodeBulkFiles } from "@bootstrappable/core/platform/node/bulkFiles";
import { finding } from "@bootstrappable/core/runs/findings";
import { startOf } from "@bootstrappable/core/runs/locations";
import path from "node:path";
import { exitStatus } from "../exitStatus";
import { complain, jsonLine, printable, report, type Format } from "../report";
import { writeOutput } from "../writeOutput";

/** Opens an image and looks at it; the exit status. */
async function open(image: string, look: (region: Region) => Promise<number>): Promise<number> {
  let region: Region | undefined;
  try {
    region = await nodeBulkFiles.region(path.resolve(image).replaceAll(path.sep, "/"));
    return await look(region);
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    complain(error.message);
  } finally {
    await region?.close();
  }
  return exitStatus.findings;
}

/** Prints what is in an image, and tells of what builder-hex0 would stumble over. */
export function listImage(image: string, format: Format): Promise<number> {
  return open(image, async (region) => {
    const { boots, is, parts, faults } = await inspectImage(region);
    if (!boots) {
      complain(`${image}: ${is ?? ""}`);
      return exitStatus.findings;
    }
    for (const part of parts) {
      const { kind, offset, size, name } = part;
      const columns = [
        String(offset).padStart(12),
        String(size).padStart(11),
        kind.padEnd(7),
        printable(name),
      ];
      process.stdout.write(`${format === "json" ? jsonLine(part) : columns.join("  ").trimEnd()}\n`);
    }
    const at = (line: number) => ({ ...startOf(image), line, endLine: line });
    const findings = faults.map(({ code, message, command }) => finding(code, at(command), message));
    report(findings, format);
    return findings.length > 0 ? exitStatus.findings : exitStatus.good;
  });
}

/** Writes a part of an image to a file, or to standard output: a file by its path, or stage1 or stage2. */
export function extractFromImage(image: string, wanted: string, output: string): Promise<number> {
  return open(image, async (region) => {
    const parsed = await parseImage(region);
    const place = parsed === undefined ? await describeDisk(region) : placeOf(parsed, wanted);
    if (typeof place === "string") {
      complain(`${image}: ${place}`);
      return exitStatus.findings;
    }
    const bytes = await region.read(place.at, place.size);
    if (bytes.length < place.size) {
      complain(`${image}: ends in the middle of ${wanted}`);
      return exitStatus.findings;
    }
    return (await writeOutput(output, bytes, false, [image])) ? exitStatus.good : exitStatus.findings;
  });
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
