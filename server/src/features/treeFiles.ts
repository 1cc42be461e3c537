import { parseChecksums } from "@bootstrappable/core/languages/checksums/parser";
import { treeConfiguration } from "@bootstrappable/core/tree/discover";
import { makePlan } from "@bootstrappable/core/tree/plan";
import { packageFolder } from "@bootstrappable/core/tree/scripts";
import type { HashFile } from "@bootstrappable/core/platform/fileHash";
import type { Tree } from "@bootstrappable/core/tree/tree";
import { inspectDistfiles, neededDistfiles } from "@bootstrappable/core/tree/verify/distfiles";
import { inspectSeed, seedsOf, type Seed } from "@bootstrappable/core/tree/verify/seeds";
import type {
  AnswersLine,
  DistfileLine,
  DistfilesAnswer,
  SeedLine,
  SeedsAnswer,
  TreeParams,
} from "../protocol";
import type { Pace } from "../longWork";
import type { Session } from "../session";
import { treeOf } from "./tree";

/** bootstrappable/seeds */
export async function seeds(session: Session, { root }: TreeParams): Promise<SeedsAnswer | null> {
  const tree = await treeOf(session, root);
  if (tree === undefined) return null;
  const answers = await answersOf(session, tree);
  const promised = new Map(
    answers.flatMap(({ artifacts }) =>
      artifacts.map(({ name, sha256 }) => [`${tree.stage0}/${name}`, sha256]),
    ),
  );
  const found = await seedsOf(tree, session.workspace);
  return {
    root,
    seeds: await Promise.all(found.map((seed) => seedLine(session, seed, promised.get(seed.binary)))),
    answers,
  };
}

async function seedLine(session: Session, seed: Seed, promised: string | undefined): Promise<SeedLine> {
  const [state, shipped] = await Promise.all([
    inspectSeed(seed, session.workspace),
    session.hash(seed.binary),
  ]);
  const size = shipped?.size ?? ("size" in state ? state.size : undefined);
  const sha256 = shipped?.sha256 ?? promised;
  return {
    ...seed,
    state: state.kind,
    ...(size !== undefined && { size }),
    ...(sha256 !== undefined && { sha256 }),
  };
}

async function answersOf({ workspace }: Session, tree: Tree): Promise<AnswersLine[]> {
  const names = (await workspace.files.list(tree.stage0))
    .map(({ name }) => name)
    .filter((name) => name.endsWith(".answers"));
  const files = await Promise.all(
    names.map(async (name) => {
      const path = `${tree.stage0}/${name}`;
      const text = await workspace.text(path);
      const lines = text === undefined ? [] : parseChecksums(text).lines;
      const artifacts = lines.map((line) => ({
        name: line.name,
        sha256: line.hash,
        line: text?.lineAt(line.range.start) ?? 0,
      }));
      return { path, artifacts };
    }),
  );
  return files.filter(({ artifacts }) => artifacts.length > 0);
}

/** bootstrappable/distfiles */
export async function distfiles(
  session: Session,
  { root }: TreeParams,
  pace: Pace,
): Promise<DistfilesAnswer | null> {
  const { workspace } = session;
  const tree = await treeOf(session, root);
  if (tree === undefined) return null;
  const { configuration } = await treeConfiguration(workspace, tree);
  const plan = await makePlan(tree, workspace, configuration);
  const wanted = await neededDistfiles(tree, workspace, plan);
  const count = new Set(wanted.map(({ name }) => name)).size;
  let hashed = 0;
  const hash: HashFile = async (path) => {
    if (pace.cancelled()) return undefined;
    const found = await session.hash(path);
    pace.done(++hashed, count);
    return found;
  };
  const inspected = await inspectDistfiles(tree, wanted, hash);
  if (pace.cancelled()) return null;
  // The same file of two packages is one line; two that want other hashes are two.
  const lines = new Map<string, DistfileLine>();
  for (const { distfile, state } of inspected) {
    const { name, hash, url, sources, hashRange, beforeNetwork } = distfile;
    const line = (await workspace.text(sources))?.lineAt(hashRange.start) ?? 0;
    const needed = {
      package: sources.slice(packageFolder(tree, "").length, -"/sources".length),
      sources,
      line,
    };
    const key = `${hash} ${name}`;
    const before = lines.get(key);
    lines.set(key, {
      name,
      path: `${tree.distfiles}/${name}`,
      state: state.kind,
      sha256: hash,
      beforeNetwork: beforeNetwork || before?.beforeNetwork === true,
      needed: [...(before?.needed ?? []), needed],
      ...(state.kind !== "missing" && { size: state.size }),
      ...(state.kind === "bad" && { received: state.sha256 }),
      ...(url !== undefined && { url }),
    });
  }
  return { root, distfiles: [...lines.values()] };
}
