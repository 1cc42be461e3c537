import { checkCommands } from "@bootstrappable/core/images/builderHex0/limits";
import { fileOfImage, parseImage, type ParsedImage } from "@bootstrappable/core/images/builderHex0/parse";
import { commandText } from "@bootstrappable/core/images/builderHex0/command";
import type { Region } from "@bootstrappable/core/platform/bulkFiles";
import { DiskError } from "@bootstrappable/core/platform/disk";
import { nodeBulkFiles } from "@bootstrappable/core/platform/node/bulkFiles";
import { finding } from "@bootstrappable/core/runs/findings";
import { startOf } from "@bootstrappable/core/runs/locations";
import path from "node:path";
import { exitStatus } from "../exitStatus";
import { complain, jsonLine, printable, report, type Format } from "../report";
import { writeOutput } from "../writeOutput";

/** Something in an image: what it is, where it begins, and how long it is, in bytes. */
interface Part {
  readonly kind:
    "stage1" | "stage2" | "kernel" | "folder" | "file" | "hex0" | "flush" | "program" | "padding";
  readonly offset: number;
  readonly size: number;
  /** Of files and folders the path, of other commands the words. */
  readonly name: string;
}

const boot = 512;

function* partsOf({ kernel, commands, end }: ParsedImage, size: number): Generator<Part> {
  yield { kind: "stage1", offset: 0, size: boot, name: "" };
  yield { kind: kernel.kind === "source" ? "stage2" : "kernel", offset: boot, size: kernel.size, name: "" };
  for (const { command, at, contentsAt } of commands) {
    if (command.kind !== "src") {
      const name = commandText(command).trimEnd();
      yield { kind: command.kind, offset: at, size: contentsAt - at, name };
    } else {
      // The shell knows no other folders than empty files.
      const kind = command.size === 0 ? "folder" : "file";
      yield { kind, offset: contentsAt, size: command.size, name: command.path };
    }
  }
  yield { kind: "padding", offset: end, size: size - end, name: "" };
}

/** Opens an image and looks at it; the exit status. */
async function inspect(
  image: string,
  look: (parsed: ParsedImage, region: Region) => Promise<number>,
): Promise<number> {
  let region: Region | undefined;
  try {
    region = await nodeBulkFiles.region(path.resolve(image).replaceAll(path.sep, "/"));
    const parsed = await parseImage(region);
    if (parsed !== undefined) return await look(parsed, region);
    complain(`${image}: is no image that boots with builder-hex0`);
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
  return inspect(image, (parsed, region) => {
    for (const part of partsOf(parsed, region.size)) {
      const { kind, offset, size, name } = part;
      const columns = [
        String(offset).padStart(12),
        String(size).padStart(11),
        kind.padEnd(7),
        printable(name),
      ];
      process.stdout.write(`${format === "json" ? jsonLine(part) : columns.join("  ").trimEnd()}\n`);
    }
    const { commands, end, fault } = parsed;
    const at = (number: number) => ({ ...startOf(image), line: number, endLine: number });
    const findings = checkCommands(commands.map(({ command }) => command)).map(({ code, message, command }) =>
      finding(code, at(command + 1), message),
    );
    if (fault !== undefined)
      findings.push(finding("image/malformed", at(commands.length + 1), `${fault}, at byte ${end}`));
    report(findings, format);
    return Promise.resolve(findings.length > 0 ? exitStatus.findings : exitStatus.good);
  });
}

/** Writes a part of an image to a file, or to standard output: a file by its path, or stage1 or stage2. */
export function extractFromImage(image: string, wanted: string, output: string): Promise<number> {
  return inspect(image, async (parsed, region) => {
    const place = placeOf(parsed, wanted);
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
  if (wanted === "stage1") return { at: 0, size: boot };
  if (wanted === "stage2") return { at: boot, size: parsed.kernel.size };
  return `there is no ${wanted} in it`;
}
