import { parseChecksums } from "../../languages/checksums/parser";
import type { Environment, Invocation } from "../../languages/kaem/interpreter/world";
import { SourceText } from "../../text/sourceText";
import {
  architectureDirectory,
  architectureOf,
  formatConfiguration,
  type Architecture,
  type Configuration,
} from "../configuration";
import { generateScripts } from "../generate/generateScripts";
import type { Tree } from "../tree";
import { inspectSeed, seedsOf } from "../verify/seeds";
import type { Workspace } from "../workspace";
import {
  BuildWorld,
  NeedsCompiler,
  type BuildFailure,
  type BuildPlace,
  type NotExecuted,
} from "./buildWorld";
import { sha256Of, type ChecksumCheck } from "./program";
import { RootFiles } from "./rootFiles";
import { assembleHex0, hex0OfArchitecture, plainHex0 } from "../../assemble/hex0";

/** A file that a dry build made. Paths are those in the root file system. */
export interface Artifact {
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  readonly sha256: string;
  /** The command that wrote it last. */
  readonly by: BuildPlace;
  /** What the tree says that its SHA-256 is, and where (a list in the root file system, a zero-based line). */
  readonly published: { readonly sha256: string; readonly list: string; readonly line: number } | undefined;
  /** The seed that it is equal to, byte for byte. */
  readonly seed: string | undefined;
}

/** A seed of the tree, compared with its source. */
export interface BuiltSeed {
  /** In the root file system. */
  readonly path: string;
  /** Undefined where it is missing. */
  readonly sha256: string | undefined;
  readonly size: number;
  readonly state: Awaited<ReturnType<typeof inspectSeed>>["kind"];
}

/** What a dry build came to. */
export interface SeedBuild {
  readonly seeds: readonly BuiltSeed[];
  /** In the order in which they were written last. */
  readonly artifacts: readonly Artifact[];
  /** Every checksum that the scripts compared. */
  readonly checks: readonly ChecksumCheck[];
  readonly notExecuted: readonly NotExecuted[];
  readonly failures: readonly BuildFailure[];
  /** The compiler that the build ended at: what follows would need it. */
  readonly stopped:
    { readonly place: BuildPlace; readonly program: string; readonly words: readonly string[] } | undefined;
  /** Whether the scripts were gone through to their end. */
  readonly complete: boolean;
  /** Programs of `<arch>.answers` that were not built. */
  readonly missing: readonly string[];
}

/**
 * Goes through the seed chain of a tree, and the steps where nothing in the tree compiles, with our own assemblers and
 * tools in place of the binaries: in memory, executing nothing of the tree and writing nothing.
 */
export async function buildSeeds(
  tree: Tree,
  workspace: Workspace,
  configuration: Configuration,
): Promise<SeedBuild> {
  const architecture = architectureOf(configuration) ?? "x86";
  const folder = architectureDirectory(architecture);
  const files = new RootFiles(tree, workspace);
  const seeds = await provideSeeds(tree, workspace, files, architecture, folder);
  files.put("/steps/bootstrap.cfg", new TextEncoder().encode(formatConfiguration(configuration)));
  const world = new BuildWorld(files, architecture);
  let stopped: SeedBuild["stopped"];
  let complete = false;
  try {
    complete = await runAll(world, tree, workspace, configuration, folder);
  } catch (problem) {
    if (!(problem instanceof NeedsCompiler)) throw problem;
    const { place, program, words } = problem;
    stopped = { place, program, words };
  }
  const answers = await answersOf(files, architecture);
  const artifacts = await artifactsOf(world, answers, seeds);
  const missing = answers
    .filter(({ path }) => !world.written.has(path) && !isSeed(path))
    .map(({ path }) => path);
  const { checks, notExecuted, failures } = world;
  return { seeds, artifacts, checks, notExecuted, failures, stopped, complete, missing };
}

/** Puts the seeds that the tree has as source only into the root, and compares the others with theirs. */
async function provideSeeds(
  tree: Tree,
  workspace: Workspace,
  files: RootFiles,
  architecture: Architecture,
  folder: string,
): Promise<BuiltSeed[]> {
  const own = (await seedsOf(tree, workspace)).filter((seed) => seed.folder === folder);
  return Promise.all(
    own.map(async (seed) => {
      const path = seed.binary.slice(tree.stage0.length);
      const { kind } = await inspectSeed(seed, workspace);
      const source = kind === "source-only" ? await workspace.text(seed.source) : undefined;
      if (source !== undefined) {
        const dialect = hex0OfArchitecture[architecture] ?? plainHex0;
        files.put(path, assembleHex0(source.bytes, { dialect }).bytes);
      }
      const bytes = await files.read(path);
      const sha256 = bytes && (await sha256Of(bytes));
      return { path, sha256, size: bytes?.length ?? 0, state: kind };
    }),
  );
}

/** Whether everything was run without a failure. */
async function runAll(
  world: BuildWorld,
  tree: Tree,
  workspace: Workspace,
  configuration: Configuration,
  folder: string,
): Promise<boolean> {
  const seed = `/bootstrap-seeds/POSIX/${folder}/kaem-optional-seed`;
  const seeded = await world.run(invocationOf([seed], { PATH: "/bin" }));
  if (!("status" in seeded) || seeded.status !== 0 || world.failures.length > 0) return false;
  const first = "/steps/0.sh";
  if (world.scripts.has(first)) return true;
  // Where nothing in the tree reads the manifest, our driver does what the generated script would.
  const { files } = await generateScripts(tree, workspace, configuration);
  for (const { path, bytes } of files) world.files.put(`/${path}`, bytes);
  if (!files.some(({ path }) => `/${path}` === first)) return false;
  const stepped = await world.run(invocationOf(["/usr/bin/kaem", "--file", first], { PATH: "/usr/bin" }));
  return "status" in stepped && stepped.status === 0;
}

function invocationOf(words: readonly string[], variables: Readonly<Record<string, string>>): Invocation {
  const environment: Environment = new Map(
    Object.entries(variables).map(([name, value]) => [name, { value, setBy: undefined }]),
  );
  const command = { range: { start: 0, end: 0 }, line: 0, words: [], fate: "runs" } as const;
  const place = { script: words[0]!, command };
  return { program: words[0]!, words, environment, directory: "/", certainty: "runs", place };
}

/** The lines of `<arch>.answers`, their paths made absolute. */
async function answersOf(files: RootFiles, architecture: Architecture) {
  const list = `/${architecture}.answers`;
  const bytes = await files.read(list);
  if (bytes === undefined) return [];
  const text = new SourceText(bytes);
  return parseChecksums(text).lines.map(({ name, hash, range }) => ({
    path: `/${name.replace(/^\.?\//, "")}`,
    sha256: hash.toLowerCase(),
    list,
    line: text.lineAt(range.start),
  }));
}

async function artifactsOf(
  world: BuildWorld,
  answers: Awaited<ReturnType<typeof answersOf>>,
  seeds: readonly BuiltSeed[],
): Promise<Artifact[]> {
  const artifacts: Artifact[] = [];
  for (const [path, by] of world.written) {
    const bytes = world.files.made(path);
    if (bytes === undefined) continue;
    const check = world.checks.findLast((each) => each.path === path);
    const answer = answers.find((each) => each.path === path);
    const published = answer ?? (check && { sha256: check.expected, list: check.list, line: check.line });
    const sha256 = await sha256Of(bytes);
    const seed = seeds.find((each) => each.sha256 === sha256)?.path;
    artifacts.push({ path, size: bytes.length, sha256, by, published, seed });
  }
  return artifacts;
}

function isSeed(path: string): boolean {
  return path.startsWith("/bootstrap-seeds/");
}
