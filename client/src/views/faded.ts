import { FileDecoration, ThemeColor, window, type Disposable } from "vscode";
import { FADED } from "./nodes";

/** Greys the lines of views that do not count now. */
export function fadeLines(): Disposable {
  const decoration = new FileDecoration(undefined, undefined, new ThemeColor("disabledForeground"));
  return window.registerFileDecorationProvider({
    provideFileDecoration: (uri) => (uri.scheme === FADED.scheme ? decoration : undefined),
  });
}
