import { constants } from "node:fs";
import { open } from "node:fs/promises";

/** A stretch of a file, in bytes. */
export interface Stretch {
  readonly offset: number;
  readonly size: number;
}

/** Bytes read at a time. */
const piece = 1 << 20;

/** A stretch of a file, piece by piece; it ends where the file does. Rejects with an error of the system. */
export async function* piecesOf(file: string, { offset, size }: Stretch): AsyncGenerator<Uint8Array> {
  // Nobody writes to a pipe that has taken the image's place meanwhile.
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    for (let done = 0; done < size;) {
      const bytes = new Uint8Array(Math.min(piece, size - done));
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, offset + done);
      if (bytesRead === 0) return;
      yield bytes.subarray(0, bytesRead);
      done += bytesRead;
    }
  } finally {
    await handle.close();
  }
}

/** All of a stretch, or as much of it as there is. */
export async function bytesOf(file: string, stretch: Stretch): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const bytes of piecesOf(file, stretch)) pieces.push(bytes);
  return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
}
