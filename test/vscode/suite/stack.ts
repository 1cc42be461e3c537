import { findSourceMap } from "node:module";
import path from "node:path";

/** An error's stack with places in our sources. VS Code writes stacks its own way, so Node does not do it for us. */
export function stackOf(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return text.replaceAll(
    /([^\s()]+\.js):(\d+):(\d+)/g,
    (place, file: string, line: string, column: string) => {
      const origin = findSourceMap(file)?.findOrigin(Number(line), Number(column));
      if (origin === undefined || !("fileName" in origin)) return place;
      return `${path.basename(origin.fileName)}:${origin.lineNumber}:${origin.columnNumber}`;
    },
  );
}
