import { exitStatus } from "./exitStatus";

/** A reader that goes away (`… | head`) is no failure of ours, and nobody wants the rest. */
let act: () => void = () => process.exit(exitStatus.good);

/** To be called when whoever reads our standard output or error has gone away. */
export function readerGone(): void {
  act();
}

/** Says what to do instead of ending at once, for a command that has something to end in order. */
export function whenReaderGoes(instead: () => void): void {
  act = instead;
}
