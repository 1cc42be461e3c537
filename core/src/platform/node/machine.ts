import { existsSync, realpathSync } from "node:fs";
import path from "node:path";
import type { EmulatorProgram, Machine } from "../machine";
import { nodeClock } from "./clock";
import { nodeDisk } from "./disk";
import { nodeFileSystem } from "./fileSystem";
import { nodeHashFile } from "./hashFile";
import { homeFolder, temporaryFolder } from "./ownFolders";
import { nodeProcesses } from "./processes";
import { nodeResources } from "./resources";

/** The emulator that lies beside the program that we are. */
function emulator(): EmulatorProgram | undefined {
  const [, program] = process.argv;
  if (program === undefined || !existsSync(program)) return undefined;
  const script = path.join(path.dirname(realpathSync(program)), "emulator.js");
  if (!existsSync(script)) return undefined;
  // VS Code's own program is Node only where it is told so.
  return {
    file: process.execPath,
    args: [script],
    environment: new Map([["ELECTRON_RUN_AS_NODE", "1"]]),
  };
}

/** This machine. */
export const nodeMachine: Machine = {
  facts: {
    processor: process.arch,
    system: process.platform,
    home: homeFolder(),
    temporary: temporaryFolder(),
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
  resources: nodeResources,
  get emulator() {
    return emulator();
  },
};
