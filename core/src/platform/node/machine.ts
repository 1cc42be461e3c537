import { homedir, tmpdir } from "node:os";
import type { Machine } from "../machine";
import { nodeClock } from "./clock";
import { nodeDisk } from "./disk";
import { nodeFileSystem } from "./fileSystem";
import { nodeHashFile } from "./hashFile";
import { nodeProcesses } from "./processes";

/** This machine. */
export const nodeMachine: Machine = {
  facts: {
    processor: process.arch,
    system: process.platform,
    home: homedir(),
    temporary: tmpdir(),
    user: process.geteuid?.() ?? -1,
    variable(name) {
      const value = process.env[name];
      return value === "" ? undefined : value;
    },
  },
  files: nodeFileSystem,
  hash: nodeHashFile,
  disk: nodeDisk,
  processes: nodeProcesses,
  clock: nodeClock,
};
