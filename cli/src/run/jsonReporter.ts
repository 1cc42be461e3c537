import { createWriteStream } from "node:fs";
import type { Writable } from "node:stream";
import { jsonLine } from "../report";
import { LineWriter } from "./lineWriter";

/** Writes every event as a line of JSON to a stream or file descriptor; waits where nobody reads. */
export function jsonLines(to: Writable | number): (event: object) => void | Promise<void> {
  const stream = typeof to === "number" ? createWriteStream("", { fd: to, autoClose: false }) : to;
  const lines = new LineWriter(stream);
  // Whoever listened has gone: that is no reason to end the run.
  if (typeof to === "number") stream.on("error", () => lines.stop());
  return (event) => lines.write(jsonLine(event));
}
