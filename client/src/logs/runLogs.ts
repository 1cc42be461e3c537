import { open } from "node:fs/promises";
import {
  commands,
  Position,
  Selection,
  TextEditorRevealType,
  Uri,
  window,
  workspace,
  type Disposable,
  type TextDocumentContentProvider,
} from "vscode";
import type { LogPart } from "../runs/logParts";

/** Scheme of documents that show a part of a log: `bootstrappable-log:/TITLE.log?[FILE, FROM, TO]`. */
const SCHEME = "bootstrappable-log";

/** Bytes of a log beyond which an editor is not to hold all of it. */
const LARGE = 16 << 20;

/** Bytes of each end of a part that is as long as that itself. */
const END = 4 << 20;

/** Opens logs of runs: as they are or, of one that an editor had better not hold, the part that is wanted. */
export class RunLogs implements TextDocumentContentProvider, Disposable {
  readonly #registration = workspace.registerTextDocumentContentProvider(SCHEME, this);

  async provideTextDocumentContent({ query }: Uri): Promise<string> {
    const [file, from, to] = JSON.parse(query) as [string, number, number];
    return partOf(file, from, to);
  }

  /** *Open Log* */
  async open(file: string): Promise<void> {
    await this.openAt({ file, title: "log", offset: 0, line: 1, end: undefined });
  }

  /** *Open Log at Step* */
  async openAt({ file, title, offset, line, end }: LogPart): Promise<void> {
    let size: number;
    try {
      ({ size } = await workspace.fs.stat(Uri.file(file)));
    } catch {
      void window.showErrorMessage(`${file} is not there any more.`);
      return;
    }
    if (size < offset) {
      void window.showErrorMessage(`${file} is another log by now: a later run has begun it anew.`);
      return;
    }
    const whole = size <= LARGE;
    const query = JSON.stringify([file, offset, end ?? size]);
    const uri = whole ? Uri.file(file) : Uri.from({ scheme: SCHEME, path: `/${nameOf(title)}.log`, query });
    const before = workspace.textDocuments.some((document) => document.uri.toString() === uri.toString());
    const editor = await window.showTextDocument(uri);
    // A later run writes another log under the same name, and an editor learns of that by and by.
    if (whole && before && !editor.document.isDirty)
      await commands.executeCommand("workbench.action.files.revert");
    if (!whole || offset === 0) return;
    const at = new Position(Math.min(line, editor.document.lineCount) - 1, 0);
    editor.selection = new Selection(at, at);
    editor.revealRange(editor.selection, TextEditorRevealType.AtTop);
  }

  dispose(): void {
    this.#registration.dispose();
  }
}

/** A title as part of a path. */
function nameOf(title: string): string {
  return title.replaceAll("/", "-");
}

/** A part of a file as text; of a long one its two ends, and between them how much is left out. */
async function partOf(file: string, from: number, to: number): Promise<string> {
  const handle = await open(file, "r");
  try {
    const read = async (start: number, length: number) => {
      const bytes = Buffer.alloc(length);
      const { bytesRead } = await handle.read(bytes, 0, length, start);
      return bytes.subarray(0, bytesRead).toString("utf8");
    };
    const length = Math.max(0, to - from);
    if (length <= 2 * END) return await read(from, length);
    const left = (length - 2 * END).toLocaleString("en");
    const between = `\n\n⋯ ${left} bytes are left out here; ${file} has all of them ⋯\n\n`;
    return (await read(from, END)) + between + (await read(to - END, END));
  } finally {
    await handle.close();
  }
}
