import type { FileSystem } from "../platform/fileSystem";
import { SourceText } from "../text/sourceText";

/**
 * The files around a document, as the person sees them: what is open and unsaved in an editor wins over what is on
 * the disk.
 */
export class Workspace {
  constructor(
    readonly files: FileSystem,
    private readonly open: (path: string) => SourceText | undefined = () => undefined,
  ) {}

  /** The text of a file, or undefined where there is none. */
  async text(path: string): Promise<SourceText | undefined> {
    const open = this.open(path);
    if (open !== undefined) return open;
    const bytes = await this.files.read(path);
    return bytes === undefined ? undefined : new SourceText(bytes);
  }

  async isFile(path: string): Promise<boolean> {
    return this.open(path) !== undefined || (await this.files.kind(path)) === "file";
  }

  async isDirectory(path: string): Promise<boolean> {
    return (await this.files.kind(path)) === "directory";
  }
}
