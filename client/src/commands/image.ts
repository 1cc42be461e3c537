import { existsSync } from "node:fs";
import path from "node:path";
import type { ImagePart } from "@bootstrappable/core/images/part";
import { commands, ProgressLocation, Uri, window } from "vscode";
import { imageAddress, imageUri } from "../images/address";
import type { ImageBook, KnownImage } from "../images/book";
import { entryAt, fileOf, shownName, unusableName, type ImageEntry } from "../images/contents";
import { extractFile, extractFolder, type Extracted } from "../images/extract";
import { stretchesOf } from "../images/read";
import type { Forest } from "../tree/forest";
import type { ImageSubject } from "../views/imageSubject";
import { chooseTree } from "./chooseTree";
import { chooseFile } from "./chooseFile";

/** What is compared with a file of the tree. */
interface Comparable {
  readonly image: string;
  readonly part: ImagePart;
  readonly uri: Uri;
}

/** The commands about disk images. They only read, so they work in folders that are not trusted, too. */
export class ImageCommands {
  constructor(
    private readonly forest: Forest,
    private readonly book: ImageBook,
  ) {}

  /** *Bootstrap: Open Image*: shows what is in an image, in the view *Image*. */
  async open(given: Uri | undefined): Promise<void> {
    const file = given ?? (await chooseFile(this.forest, { title: "Open Image", openLabel: "Open Image" }));
    if (file === undefined) return;
    const options = { location: ProgressLocation.Window, title: "Reading the image" };
    const known = await window.withProgress(options, () => this.book.show(file.fsPath));
    const name = shownName(path.basename(file.fsPath));
    if (known === undefined) {
      void window.showErrorMessage(`${name} cannot be read.`);
      return;
    }
    await commands.executeCommand("bootstrappable.image.focus");
    const { boots, is, faults, parts } = known.answer;
    const broken = faults.find(({ code }) => code === "image/malformed");
    if (!boots && !parts.some(({ kind }) => kind === "ext3"))
      void window.showWarningMessage(`${name} ${is ?? ""}.`);
    else if (broken !== undefined)
      void window.showWarningMessage(
        `${name} is damaged: ${shownName(broken.message)}. ${boots ? "What is before that is shown." : "What can be read is shown."}`,
      );
  }

  close(subject: ImageSubject | undefined): void {
    if (subject !== undefined) this.book.close(subject.image);
  }

  /** *Compare with Workspace*: marks every file of an image that is not as in the tree. */
  async compareAll(subject: ImageSubject | undefined): Promise<void> {
    const tree = subject && (await chooseTree(this.forest));
    if (tree === undefined) return;
    const done = await window.withProgress({ location: { viewId: "bootstrappable.image" } }, () =>
      this.book.compare(subject!.image, tree),
    );
    if (!done)
      void window.showErrorMessage("It could not be compared: the image changed, or cannot be read.");
  }

  /** *Compare with Workspace File*: a file of an image beside that of the tree which it was made of. */
  async compare(given: unknown, open: Uri | undefined): Promise<void> {
    const found = await this.#comparable(given, open);
    const tree = found && (await chooseTree(this.forest));
    if (found === undefined || tree === undefined) return;
    const { image, part, uri } = found;
    const known = await this.book.known(image);
    const { kind, offset } = part;
    const params = { path: known?.answer.path ?? image, root: tree, only: { kind, offset, name: part.name } };
    const answer = await this.forest.ask("bootstrappable/imageOrigins", params);
    const origin = answer?.origins[0];
    const name = shownName(path.posix.basename(part.name) || kind);
    if (origin === undefined) {
      void window.showInformationMessage(
        answer === undefined
          ? `${name} cannot be compared.`
          : `${path.basename(tree)} has no file that ${name} would be made of.`,
      );
      return;
    }
    const source = Uri.file(origin.file);
    if (kind !== "stage1") {
      const title = `${name} (${path.basename(image)} ↔ ${path.basename(tree)})`;
      await commands.executeCommand("vscode.diff", uri, source, title);
      return;
    }
    const words = origin.same ? "is what this source assembles to" : "is not what this source assembles to";
    await window.showTextDocument(source);
    void window.showInformationMessage(`The boot sector of ${path.basename(image)} ${words}.`);
  }

  /** *Extract…*: writes a file of an image, or all of a folder, to where the person says. */
  async extract(subject: ImageSubject | undefined): Promise<void> {
    if (subject === undefined) return;
    const { image, part } = subject;
    try {
      const known = await this.book.known(image);
      if (known === undefined) throw new Error("the image cannot be read");
      if (part !== undefined) await this.#extractPart(known, part);
      else await this.#extractFolder(known, subject.entry ?? known.contents);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      void window.showErrorMessage(`It could not be extracted: ${reason}`);
    }
  }

  async #extractPart(known: KnownImage, part: ImagePart): Promise<void> {
    const image = known.file;
    const names = { stage1: "stage1.bin", stage2: "stage2.hex0", kernel: "kernel.bin" } as const;
    const name = part.kind in names ? names[part.kind as keyof typeof names] : path.posix.basename(part.name);
    // The dialog asks before it takes a file that is there.
    const target = await window.showSaveDialog({
      title: `Extract ${shownName(name)}`,
      saveLabel: "Extract",
      defaultUri: Uri.file(
        path.join(path.dirname(image), unusableName(name, true) === undefined ? name : "file"),
      ),
    });
    if (target === undefined) return;
    await extractFile(image, await stretchesOf(this.forest, known, part), target.fsPath);
    const open = "Open";
    const message = `${path.basename(target.fsPath)} was extracted.`;
    if ((await window.showInformationMessage(message, open)) === open)
      await commands.executeCommand("vscode.open", target);
  }

  async #extractFolder(known: KnownImage, entry: ImageEntry): Promise<void> {
    const image = known.file;
    const suggested = entry.name === "" ? `${path.basename(image)}.files` : entry.name;
    const name = unusableName(suggested, true) === undefined ? suggested : "files";
    const parent = await window.showOpenDialog({
      title: `Extract Into a New Folder`,
      openLabel: "Choose the Folder Around It",
      ...{ canSelectFiles: false, canSelectFolders: true },
      defaultUri: Uri.file(path.dirname(image)),
    });
    const [around] = parent ?? [];
    if (around === undefined) return;
    const chosen = await window.showInputBox({
      title: `Extract Into a New Folder of ${path.basename(around.fsPath)}`,
      prompt: "Name of the new folder",
      value: name,
      validateInput: (value) =>
        unusableName(value, process.platform === "win32") !== undefined
          ? "This is no name of a folder."
          : existsSync(path.join(around.fsPath, value))
            ? "This exists already; nothing is written over."
            : undefined,
    });
    if (chosen === undefined) return;
    const target = path.join(around.fsPath, chosen);
    const options = {
      location: ProgressLocation.Notification,
      title: `Extracting to ${chosen}`,
      cancellable: true,
    };
    const done = await window.withProgress(options, (progress, token) =>
      extractFolder(
        ...([image, entry, (part: ImagePart) => stretchesOf(this.forest, known, part), target] as const),
        (files) => files % 100 === 0 && progress.report({ message: `${files} files` }),
        () => token.isCancellationRequested,
      ),
    );
    tell(done, chosen);
  }

  async #comparable(given: unknown, open: Uri | undefined): Promise<Comparable | undefined> {
    const subject = given as Partial<ImageSubject> | undefined;
    if (subject?.image !== undefined && subject.part !== undefined) {
      const { image, part, entry } = subject;
      const of = entry === undefined ? part.kind : "files";
      if (of === "files") return { image, part, uri: imageUri({ image, of, path: entry!.path }) };
      return of === "stage1" || of === "stage2" ? { image, part, uri: imageUri({ image, of }) } : undefined;
    }
    const uri = given instanceof Uri ? given : open;
    const address = uri && imageAddress(uri);
    const known = address && (await this.book.known(address.image));
    if (uri === undefined || known === undefined || address === undefined) return undefined;
    const { image } = address;
    const entry = address.of === "files" ? entryAt(known.contents, address.path) : undefined;
    const part =
      address.of === "files"
        ? entry && fileOf(entry)
        : known.answer.parts.find(({ kind }) => kind === address.of);
    return part && { image, part, uri };
  }
}

/** Failures that are told one by one. */
const told = 3;

function tell({ files, failed }: Extracted, folder: string): void {
  const done = `${files.toLocaleString("en")} files were extracted to ${folder}.`;
  if (failed.length === 0) {
    void window.showInformationMessage(done);
    return;
  }
  const more = failed.length > told ? ` and ${failed.length - told} more` : "";
  void window.showWarningMessage(`${done} Not extracted: ${failed.slice(0, told).join(", ")}${more}.`);
}
