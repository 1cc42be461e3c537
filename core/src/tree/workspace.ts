import type { ReadArchive } from "../platform/archives";
import type { HashFile } from "../platform/fileHash";
import type { FileSystem } from "../platform/fileSystem";
import { RememberedFiles } from "../platform/rememberedFiles";
import { SourceText } from "../text/sourceText";
import type { Records } from "../runs/record/record";
import type { Choice } from "./choice";

/** What a person sets of how sources are looked at. Absent: what the project thinks best. */
export interface Settings {
  /** How files are read that no script of a tree assembles. */
  readonly assembly?: {
    /** As `--architecture` of mescc-tools names it. */
    readonly architecture?: string;
    /** Absolute paths of M1 files whose DEFINEs hold. */
    readonly defines?: readonly string[];
    readonly baseAddress?: string;
  };
  /** Whether an editor is told what is wrong in files that it does not have open. */
  readonly checkWholeFolder?: boolean;
  /** Whether comments are held against their bytes while somebody edits. */
  readonly auditComments?: boolean;
  /** Whether a line is formatted when it is finished. */
  readonly formatOnType?: boolean;
  readonly hover?: {
    /** How instructions are written: `intel`, `att` or `m1`. */
    readonly syntax?: string;
  };
  readonly inlayHints?: {
    readonly addresses?: boolean;
    readonly displacements?: boolean;
    readonly expansions?: boolean;
    readonly fields?: boolean;
  };
}

/** What a workspace can do beyond reading files. */
export interface Abilities {
  /** Hashes a file; undefined where looking at distfiles would take too long, or cannot be. */
  readonly hash?: HashFile;
  /** Knows the runs that are kept of trees; undefined where nobody is interested in them. */
  readonly records?: Records | undefined;
  /** Looks into distfiles; undefined where there are none to look into. */
  readonly archives?: ReadArchive;
}

/**
 * The files around a document, as the person sees them: what is open and unsaved in an editor wins over what is on
 * the disk.
 */
export class Workspace {
  /** What the person wants to see trees under, by a tree's top folder. */
  readonly choices = new Map<string, Choice>();

  /** By a file's path, which of the programs that it is part of the person wants to see it in, by its `buildName`. */
  readonly builds = new Map<string, string>();
  settings: Settings = {};

  readonly hash: HashFile | undefined;
  readonly records: Records | undefined;
  readonly archives: ReadArchive | undefined;

  constructor(
    readonly files: FileSystem,
    private readonly open: (path: string) => SourceText | undefined = () => undefined,
    { hash, records, archives }: Abilities = {},
  ) {
    this.hash = hash;
    this.records = records;
    this.archives = archives;
  }

  /**
   * The same, of which no file is read twice: for work on all files, which nobody expects to see what changes on the disk
   * meanwhile. What is open in the editor is as it stands there.
   */
  held(): Workspace {
    const { hash, records, archives } = this;
    const held = new Workspace(new RememberedFiles(this.files, () => true), this.open, {
      ...(hash && { hash }),
      ...(archives && { archives }),
      records,
    });
    held.settings = this.settings;
    for (const [root, choice] of this.choices) held.choices.set(root, choice);
    for (const [path, build] of this.builds) held.builds.set(path, build);
    return held;
  }

  /** The text of a file, or undefined where there is none. */
  async text(path: string): Promise<SourceText | undefined> {
    return this.open(path) ?? (await this.savedText(path));
  }

  /** The text of a file on the disk, be it open or not; undefined where there is none. */
  async savedText(path: string): Promise<SourceText | undefined> {
    const bytes = await this.files.read(path);
    if (bytes === undefined) return undefined;
    let text = texts.get(bytes);
    if (text === undefined) texts.set(bytes, (text = new SourceText(bytes)));
    return text;
  }

  /** The text of a document that is open in the editor, of any other undefined. */
  openText(path: string): SourceText | undefined {
    return this.open(path);
  }

  /** Whether a document is open in the editor. */
  isOpen(path: string): boolean {
    return this.open(path) !== undefined;
  }

  async isFile(path: string): Promise<boolean> {
    return this.open(path) !== undefined || (await this.files.kind(path)) === "file";
  }

  async isDirectory(path: string): Promise<boolean> {
    return (await this.files.kind(path)) === "directory";
  }
}

/** The same bytes are the same text: what was parsed once is found again by it. */
const texts = new WeakMap<Uint8Array, SourceText>();
