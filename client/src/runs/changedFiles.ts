import type { Change, ChangedNode } from "@bootstrappable/core/runs/checkpoints/changes";
import { constants } from "node:fs";
import { open } from "node:fs/promises";
import path from "node:path";
import { commands, Uri, workspace, type Disposable, type TextDocumentContentProvider } from "vscode";
import { dumpOf, isBinary } from "./dump";

/** Scheme of documents that show a file of a state: `bootstrappable-state:/PATH/IN/THE/ROOT?[FILE, AS]`. */
const SCHEME = "bootstrappable-state";

/** Bytes of a file that are shown, as text and as a dump. */
const MOST = { text: 4 << 20, dump: 256 << 10 } as const;

type As = keyof typeof MOST;

/**
 * Shows files of the states that steps have left, to be read only: they are those of the checkpoints, which an edit
 * would spoil. What is no text is shown as a dump of its bytes.
 */
export class ChangedFiles implements TextDocumentContentProvider, Disposable {
  readonly #registration = workspace.registerTextDocumentContentProvider(SCHEME, this);
  /** Files that a step was said to have changed: no others are shown, whoever makes up an address. */
  readonly #known = new Set<string>();

  /** Opens what a step has changed, beside what it was before; false where there is nothing to see. */
  async open({ path: name, before, after }: Change, step: string): Promise<boolean> {
    const files = [before, after].map((node) => (node?.kind === "file" ? node : undefined));
    const [was, is] = files;
    const there = files.filter((node) => node !== undefined);
    if (there.length === 0) return false;
    for (const { file } of there) this.#known.add(file);
    const binary = await Promise.all(there.map(async ({ file }) => isBinary(await bytesOf(file, MOST.text))));
    const as: As = binary.includes(true) ? "dump" : "text";
    const uri = ({ file }: ChangedNode) =>
      Uri.from({ scheme: SCHEME, path: name, query: JSON.stringify([file, as]) });
    const title = path.posix.basename(name);
    if (was !== undefined && is !== undefined)
      await commands.executeCommand("vscode.diff", uri(was), uri(is), `${title}: before and after ${step}`);
    else if (is !== undefined)
      await commands.executeCommand("vscode.open", uri(is), undefined, `${title}: after ${step}`);
    else if (was !== undefined)
      await commands.executeCommand("vscode.open", uri(was), undefined, `${title}: before ${step}`);
    return true;
  }

  async provideTextDocumentContent({ query }: Uri): Promise<string> {
    const [file, as] = JSON.parse(query) as [string, As];
    if (!this.#known.has(file)) return "Ask again what the step has changed.\n";
    const limit = MOST[as];
    const bytes = await bytesOf(file, limit + 1);
    const shown = bytes.subarray(0, limit);
    const text = as === "dump" ? dumpOf(shown) : new TextDecoder().decode(shown);
    return bytes.length > limit ? `${text}\n⋯ the rest is in ${file} ⋯\n` : text;
  }

  dispose(): void {
    this.#registration.dispose();
  }
}

/** The first bytes of a regular file. What a step has put there is not followed, and keeps nobody waiting. */
async function bytesOf(file: string, limit: number): Promise<Uint8Array> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const status = await handle.stat();
    if (!status.isFile()) return new Uint8Array();
    const bytes = Buffer.alloc(Math.min(limit, status.size));
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
    return bytes.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
