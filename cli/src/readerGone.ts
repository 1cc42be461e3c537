import type { EventEmitter } from "node:events";
import { exitStatus } from "./exitStatus";

// The process itself carries the news: the bundles of cli.js share no module.
const news: Pick<EventEmitter, "emit" | "on" | "removeAllListeners"> = process;
const name = "bootstrappable:reader-gone";

/**
 * To be called when whoever reads our standard output or error has gone away. A reader that goes away (`… | head`) is
 * no failure of ours, and nobody wants the rest.
 */
export function readerGone(): void {
  if (!news.emit(name)) process.exit(exitStatus.good);
}

/** Says what to do instead of ending at once, for a command that has something to end in order. */
export function whenReaderGoes(instead: () => void): void {
  news.removeAllListeners(name);
  news.on(name, instead);
}
