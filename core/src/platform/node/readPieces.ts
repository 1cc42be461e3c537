import { constants } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { DiskError } from "../disk";
import type { ReadPieces } from "../readPieces";
import { failed } from "./diskError";

/** Bytes read at a time. */
const PIECE = 1 << 18;

/** Files of this machine. */
export const readPieces: ReadPieces = async function* (path, from) {
  let file: FileHandle | undefined;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    if (!(await file.stat()).isFile()) throw new DiskError(`${path} is no file`, path, "no-file");
    for (let at = from; ;) {
      const piece = new Uint8Array(PIECE);
      const { bytesRead } = await file.read(piece, 0, PIECE, at);
      if (bytesRead === 0) return;
      at += bytesRead;
      yield piece.subarray(0, bytesRead);
    }
  } catch (error) {
    throw failed("cannot be read", path, error);
  } finally {
    await file?.close();
  }
};
