import { createWriteStream } from "node:fs";
import { jsonLine } from "./report";

/** Writes events as JSON lines for a program that listens; one that has gone is no reason to fail. */
export function tellEvents(fd: number, events: readonly object[]): Promise<void> {
  return new Promise((resolve) => {
    const stream = createWriteStream("", { fd, autoClose: false });
    stream.on("error", () => resolve());
    stream.end(events.map((event) => `${jsonLine(event)}\n`).join(""), () => resolve());
  });
}
