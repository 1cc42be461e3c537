import { constants } from "node:fs";
import { open } from "node:fs/promises";
import type { ImagePart } from "@bootstrappable/core/images/part";
import type { Server } from "../languageClient";
import type { KnownImage } from "./book";

/** A stretch of a file, in bytes; without an offset, zeros that are nowhere in it. */
export interface Stretch {
  readonly offset: number | undefined;
  readonly size: number;
}

/** Bytes read at a time. */
const piece = 1 << 20;

/**
 * Where in an image the bytes of a part are, in order. What is in a file system, the server looks up. Rejects with words
 * for a person.
 */
export async function stretchesOf(
  server: Pick<Server, "ask">,
  { answer }: Pick<KnownImage, "answer">,
  { offset, size, ext3 }: ImagePart,
): Promise<readonly Stretch[]> {
  if (ext3 === undefined) return [{ offset, size }];
  const { at, inode } = ext3;
  const found = await server.ask("bootstrappable/imageStretches", { path: answer.path, at, inode });
  if (found === undefined) throw new Error("the image cannot be read");
  if (found.fault !== undefined) throw new Error(found.fault);
  return found.stretches;
}

/** Some stretches of a file, piece by piece; they end where the file does. Rejects with an error of the system. */
export async function* piecesOf(file: string, stretches: readonly Stretch[]): AsyncGenerator<Uint8Array> {
  // Nobody writes to a pipe that has taken the image's place meanwhile.
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    for (const { offset, size } of stretches) {
      for (let done = 0; done < size;) {
        const bytes = new Uint8Array(Math.min(piece, size - done));
        const count =
          offset === undefined
            ? bytes.length
            : (await handle.read(bytes, 0, bytes.length, offset + done)).bytesRead;
        if (count === 0) return;
        yield bytes.subarray(0, count);
        done += count;
      }
    }
  } finally {
    await handle.close();
  }
}

/** All of some stretches, or as much of them as there is. */
export async function bytesOf(file: string, stretches: readonly Stretch[]): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const bytes of piecesOf(file, stretches)) pieces.push(bytes);
  return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
}
