import { jsonLine } from "../report";
import { createWriteStream } from "node:fs";
import { once } from "node:events";
import type { Writable } from "node:stream";

/** Writes every event as a line of JSON to a stream or file descriptor; waits where nobody reads. */
export function jsonLines(to: Writable | number): (event: object) => void | Promise<void> {
  const stream = typeof to === "number" ? createWriteStream("", { fd: to, autoClose: false }) : to;
  let open = true;
  // Whoever listened has gone: that is no reason to end the run.
  if (typeof to === "number") stream.on("error", () => (open = false));
  return (event) => {
    if (!open || stream.write(`${jsonLine(event)}\n`)) return;
    return drained(stream);
  };
}

async function drained(stream: Writable): Promise<void> {
  await Promise.race([once(stream, "drain"), once(stream, "close")]).catch(() => undefined);
}
