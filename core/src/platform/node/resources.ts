import { constants } from "node:fs";
import { access, statfs } from "node:fs/promises";
import { totalmem } from "node:os";
import type { Resources } from "../resources";

/** This machine's resources. */
export const nodeResources: Resources = {
  async freeBytes(path) {
    try {
      const { bavail, bsize } = await statfs(path);
      return bavail * bsize;
    } catch {
      return undefined;
    }
  },
  async usable(path) {
    try {
      await access(path, constants.R_OK | constants.W_OK);
      return true;
    } catch {
      return false;
    }
  },
  memory: totalmem(),
};
