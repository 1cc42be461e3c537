import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { open } from "node:fs/promises";
import type { HashFile } from "../fileHash";

/** Bytes read at a time. */
const PIECE = 1 << 20;

/** Hashes a file of this machine without ever holding all of it. */
export const nodeHashFile: HashFile = async (path) => {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    try {
      if (!(await file.stat()).isFile()) return undefined;
      const hash = createHash("sha256");
      const piece = new Uint8Array(PIECE);
      let size = 0;
      for (;;) {
        const { bytesRead } = await file.read(piece, 0, PIECE, null);
        if (bytesRead === 0) return { sha256: hash.digest("hex"), size };
        hash.update(piece.subarray(0, bytesRead));
        size += bytesRead;
      }
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
};
