// Finds commands on PATH.
import { accessSync, constants, statSync } from "node:fs";
import path from "node:path";

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** The path of the first of these commands (or absolute paths) that is there. */
export function which(...names) {
  const endings =
    process.platform === "win32" ? ["", ...(process.env.PATHEXT ?? ".EXE;.CMD").split(";")] : [""];
  for (const name of names) {
    const folders = path.isAbsolute(name) ? [""] : (process.env.PATH ?? "").split(path.delimiter);
    for (const folder of folders) {
      for (const ending of endings) {
        const file = path.join(folder, path.extname(name) ? name : name + ending);
        if (isExecutable(file)) return file;
      }
    }
  }
  return undefined;
}
