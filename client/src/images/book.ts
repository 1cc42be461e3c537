import path from "node:path";
import type { ImageAnswer, ImageOriginsAnswer } from "@bootstrappable/server/protocol";
import { commands, Disposable, EventEmitter, RelativePattern, Uri, workspace } from "vscode";
import type { Server } from "../languageClient";
import { slashed } from "../slashed";
import { contentsOf, type ImageEntry } from "./contents";

/** Whether the view of images has anything to show. */
const SHOWN = "bootstrappable.imageOpen";

/** In milliseconds: what writes an image changes it more than once. */
const pause = 300;

/** An image as it was read last. */
export interface KnownImage {
  /** Its absolute path, as the system spells it. */
  readonly file: string;
  readonly answer: ImageAnswer;
  readonly contents: ImageEntry;
  /** When it was read. */
  readonly read: number;
  /** How it compares with a tree, once somebody asked for that. */
  readonly origins?: { readonly root: string; readonly answer: ImageOriginsAnswer };
}

/** The images that somebody looks at: those of the view, in order, and those that documents are open of. */
export class ImageBook implements Disposable {
  readonly #changed = new EventEmitter<string>();
  /** An image is another, is shown, or is shown no more. */
  readonly onChanged = this.#changed.event;
  readonly #known = new Map<string, Promise<KnownImage | undefined>>();
  readonly #watchers = new Map<string, Disposable>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  #shown: readonly string[] = [];

  constructor(private readonly server: Server) {}

  /** Files of the images that the view shows, the newest first. */
  get shown(): readonly string[] {
    return this.#shown;
  }

  /** What is known of an image, which need not be shown; undefined where it cannot be read. */
  known(file: string): Promise<KnownImage | undefined> {
    let known = this.#known.get(file);
    if (known === undefined) {
      known = this.#read(file);
      this.#known.set(file, known);
      this.#watch(file);
    }
    return known;
  }

  /** Shows an image in the view; undefined, and it is not, where it cannot be read. */
  async show(file: string): Promise<KnownImage | undefined> {
    // What is asked for is looked at as it is now.
    this.#forget(file);
    const known = await this.known(file);
    if (known === undefined) this.#forget(file);
    else this.#setShown([file, ...this.#shown.filter((each) => each !== file)]);
    this.#changed.fire(file);
    return known;
  }

  close(file: string): void {
    this.#setShown(this.#shown.filter((each) => each !== file));
    this.#forget(file);
    this.#changed.fire(file);
  }

  /** Compares an image with a tree; false where that could not be done. */
  async compare(file: string, root: string): Promise<boolean> {
    const before = await this.known(file);
    if (before === undefined) return false;
    const params = { path: before.answer.path, root };
    const answer = await this.server.ask("bootstrappable/imageOrigins", params);
    // Changed meanwhile, it is compared with what it was.
    if (answer === undefined || (await this.known(file)) !== before) return false;
    this.#known.set(file, Promise.resolve({ ...before, origins: { root, answer } }));
    this.#changed.fire(file);
    return true;
  }

  dispose(): void {
    for (const file of [...this.#known.keys()]) this.#forget(file);
    this.#changed.dispose();
  }

  async #read(file: string): Promise<KnownImage | undefined> {
    const answer = await this.server.ask("bootstrappable/image", { path: slashed(file) });
    return answer && { file, answer, contents: contentsOf(answer.parts), read: Date.now() };
  }

  #setShown(files: readonly string[]): void {
    this.#shown = files;
    void commands.executeCommand("setContext", SHOWN, files.length > 0);
  }

  #forget(file: string): void {
    clearTimeout(this.#timers.get(file));
    this.#timers.delete(file);
    this.#watchers.get(file)?.dispose();
    this.#watchers.delete(file);
    this.#known.delete(file);
  }

  #watch(file: string): void {
    // Its name may hold what a pattern takes for something else.
    const folder = new RelativePattern(Uri.file(path.dirname(file)), "*");
    const watcher = workspace.createFileSystemWatcher(folder);
    const changed = (uri: Uri) => {
      if (uri.fsPath !== Uri.file(file).fsPath) return;
      clearTimeout(this.#timers.get(file));
      this.#timers.set(
        file,
        setTimeout(() => {
          this.#known.set(file, this.#read(file));
          this.#changed.fire(file);
        }, pause),
      );
    };
    const parts = [
      watcher,
      watcher.onDidChange(changed),
      watcher.onDidCreate(changed),
      watcher.onDidDelete(changed),
    ];
    this.#watchers.set(file, Disposable.from(...parts));
  }
}
