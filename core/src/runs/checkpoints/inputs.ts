import type { TreeEntry } from "../../platform/disk";
import type { Machine } from "../../platform/machine";
import { SourceText } from "../../text/sourceText";
import { sha256Of } from "../../tree/seedBuild/program";
import type { PlanStep } from "../../tree/plan";
import { rootPlaces } from "../layout";
import type { Base } from "./base";
import type { Unit } from "./unit";

/** The names that a text consists of, so that those of packages, scripts and distfiles in it are found. */
const separators = /[\s"'`/;(){}<>|&$=]+/;

/**
 * The beginning of a folder's name that ends with what a variable holds, as in `/steps/gcc-${version}/files`: it may be
 * any package that begins so.
 */
const begunName = /\/([\w.+-]+)\$(?:\{\w+\}|\w+)(?=[/\s"']|$)/g;

/** Files that may name what a step reads: scripts and `sources`, not patches and programs. */
const isScript = (path: string) => /(\.kaem|\.sh|\.run|\/sources)$|^kaem\.[a-z0-9]+$/.test(path);

/** Bytes of a script that are looked through. */
const LIMIT = 1 << 20;

/** What of a step says what it depends on. */
type InputStep = Pick<PlanStep, "kind" | "name">;

interface InputUnit {
  readonly step: InputStep | undefined;
  readonly rest: readonly unknown[];
}

/** A folder of steps/ that belongs to one package: nobody else reads it without naming it. */
const isPackage = (paths: readonly string[]) =>
  paths.some((path) => /\/(pass\d+\.(kaem|sh)|sources)$/.test(path));

/**
 * What each step depends on, of the files that a run begins with. What one step makes for another is no matter of this:
 * keys are chained. When in doubt a file belongs to a step: that costs a step that is run again, and the other way
 * round would be a wrong result.
 */
export class Inputs {
  readonly #seed: TreeEntry[] = [];
  /** Files below steps/ by the folder or file that they lie in there. */
  readonly #steps = new Map<string, TreeEntry[]>();
  readonly #distfiles = new Map<string, TreeEntry>();
  readonly #packages = new Set<string>();
  #sorted: Promise<void> | undefined;

  constructor(
    private readonly machine: Pick<Machine, "disk">,
    private readonly base: Pick<Base, "path" | "entries" | "hash" | "remembered">,
  ) {}

  async #sort(): Promise<void> {
    const [steps, distfiles] = [rootPlaces.steps, rootPlaces.distfiles].map((path) => `${path.slice(1)}/`);
    for (const entry of await this.base.entries()) {
      const { path } = entry;
      if (entry.kind === "directory") continue;
      if (path.startsWith(distfiles!)) this.#distfiles.set(path.slice(distfiles!.length), entry);
      else if (path.startsWith(steps!)) {
        const name = path.slice(steps!.length).split("/", 1)[0]!;
        const there = this.#steps.get(name);
        if (there === undefined) this.#steps.set(name, [entry]);
        else there.push(entry);
      } else this.#seed.push(entry);
    }
    for (const [name, all] of this.#steps)
      if (isPackage(all.map(({ path }) => path))) this.#packages.add(name);
  }

  /** SHA-256 over all that a unit depends on. */
  async of(unit: Unit): Promise<string> {
    const { step, rest } = unit;
    const name = step === undefined ? "seed" : `${step.kind} ${step.name}${rest.length === 0 ? "" : " …"}`;
    const known = this.base.remembered.get(name);
    if (known !== undefined) return known;
    await (this.#sorted ??= this.#sort());
    const hash = await this.#hash(unit);
    this.base.remembered.set(name, hash);
    return hash;
  }

  async #hash(unit: Unit): Promise<string> {
    const entries = new Set(await this.#entriesOf(unit));
    const lines = await Promise.all(
      [...entries].map(async (entry) => [
        entry.path,
        entry.kind,
        entry.mode,
        entry.kind === "file" ? await this.base.hash(entry) : (entry.target ?? ""),
      ]),
    );
    lines.sort(([a], [b]) => (a! < b! ? -1 : 1));
    return sha256Of(new TextEncoder().encode(JSON.stringify(lines)));
  }

  /** The paths of the files that a step depends on, or without one the seed phase, relative to the root, each byte one character. */
  async placesOf(step: InputStep | undefined): Promise<ReadonlySet<string>> {
    await (this.#sorted ??= this.#sort());
    return new Set((await this.#entriesOf({ step, rest: [] })).map(({ path }) => path));
  }

  async #entriesOf({ step, rest }: InputUnit): Promise<readonly TreeEntry[]> {
    if (rest.length > 0) return [...this.#steps.values(), [...this.#distfiles.values()]].flat();
    if (step === undefined) {
      const words = await this.#words(this.#seed);
      // Which scripts the generator writes is no matter: our own driver goes by the manifest.
      const named = [...this.#steps].filter(([name]) => name !== "manifest" && words.has(name));
      return [...this.#seed, ...named.flatMap(([, entries]) => entries)];
    }
    const own =
      step.kind === "build"
        ? (this.#steps.get(step.name) ?? [])
        : (this.#steps.get(step.kind) ?? []).filter(({ path }) => path.endsWith(`/${step.name}.sh`));
    const words = await this.#words(own);
    return [...own, ...this.#common(words), ...this.#distfilesOf(words)];
  }

  /** What every step may read, and what the words of this one's scripts name. */
  #common(words: ReadonlySet<string>): TreeEntry[] {
    return [...this.#steps].flatMap(([name, entries]) => {
      if (this.#packages.has(name) || name === "manifest") return words.has(name) ? entries : [];
      if (name !== "improve" && name !== "jump") return entries;
      return entries.filter(({ path }) => {
        const below = path.slice(`steps/${name}/`.length);
        return below.includes("/") || !below.endsWith(".sh") || words.has(below);
      });
    });
  }

  /** The distfiles that are named; all of them where a script uses them without a name that is known. */
  #distfilesOf(words: ReadonlySet<string>): readonly TreeEntry[] {
    const named = [...words].map((word) => this.#distfiles.get(word)).filter((entry) => entry !== undefined);
    if (named.length > 0) return named;
    return words.has("DISTFILES") || words.has("distfiles") ? [...this.#distfiles.values()] : [];
  }

  async #words(entries: readonly TreeEntry[]): Promise<ReadonlySet<string>> {
    const words = new Set<string>();
    for (const { path, kind, size } of entries) {
      if (kind !== "file" || size > LIMIT || !isScript(path) || !/^[\x20-\x7e]*$/.test(path)) continue;
      const bytes = await this.machine.disk.read(`${this.base.path}/${path}`, LIMIT);
      if (bytes === undefined) continue;
      const text = new SourceText(bytes).latin1;
      for (const word of text.split(separators)) words.add(word);
      for (const [, beginning] of text.matchAll(begunName))
        for (const name of this.#packages) if (name.startsWith(beginning!)) words.add(name);
    }
    return words;
  }
}
