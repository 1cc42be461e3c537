import { commands, type Disposable } from "vscode";
import type { RunBook } from "./book";

/** Keeps what the menus ask for: whether a run of this window is going on, and whether it stands still. */
export function runContext(book: RunBook): Disposable {
  const update = () => {
    const run = book.runs.find(({ status }) => status === "running");
    void commands.executeCommand("setContext", "bootstrappable.running", run !== undefined);
    void commands.executeCommand("setContext", "bootstrappable.paused", run?.paused === true);
  };
  update();
  return book.onChanged(update);
}
