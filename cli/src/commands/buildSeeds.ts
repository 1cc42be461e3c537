import { comparedArtifacts, seedBuildFindings } from "@bootstrappable/core/tree/seedBuild/findings";
import { buildSeeds, type Artifact, type SeedBuild } from "@bootstrappable/core/tree/seedBuild/seedBuild";
import { Command } from "commander";
import {
  archOption,
  chosenConfiguration,
  configOption,
  setOption,
  type ConfigurationOptions,
} from "../configuration";
import { exitStatus } from "../exitStatus";
import { jsonLine, printable, type Format } from "../report";
import { openTree } from "../tree";
import { descriptor } from "../run/descriptor";
import { tellEvents } from "../tellEvents";
import { formatOption, type SetStatus } from "./command";

interface Options extends ConfigurationOptions {
  readonly eventsFd?: number;
  readonly format: Format;
}

export function buildSeedsCommand(setStatus: SetStatus): Command {
  return new Command("build-seeds")
    .description(
      "go through the seed chain in memory with our own assemblers, and compare with what the tree publishes",
    )
    .argument("[tree]", "top folder of a live-bootstrap checkout, or any path in one", ".")
    .addOption(archOption())
    .addOption(configOption())
    .addOption(setOption())
    .addOption(formatOption())
    .option(
      "--events-fd <number>",
      "write findings and compared artifacts to this file descriptor, too, as JSON lines",
      descriptor,
    )
    .addHelpText("after", help)
    .action(async (given: string, options: Options) => setStatus(await build(given, options)));
}

const help = `
The scripts are interpreted; hex0, hex1, hex2, M0, M1, blood-elf, catm, cp, sha256sum and their like are our own, in
place of the binaries. The build ends at the first compiler. Other programs of the tree are named and not executed.
Nothing is executed and nothing is written. Paths are those in the root file system of a run.
Exit status: 0 everything is what the tree says, 1 something is not, or a command would fail, 2 wrong usage.`;

async function build(given: string, options: Options): Promise<number> {
  const opened = await openTree(given);
  const configuration = await chosenConfiguration(options);
  if (opened === undefined || configuration === undefined) return exitStatus.usage;
  const result = await buildSeeds(opened.tree, opened.workspace, configuration);
  const good = isGood(result);
  const lines = options.format === "json" ? jsonLines(result, good) : textLines(result);
  process.stdout.write(lines.map((line) => `${line}\n`).join(""));
  if (options.eventsFd !== undefined) {
    const findings = await seedBuildFindings(result, opened.tree, opened.workspace);
    const artifacts = await comparedArtifacts(result, opened.tree, opened.workspace);
    await tellEvents(options.eventsFd, [
      ...findings.map((finding) => ({ type: "finding", ...finding })),
      { type: "artifacts", artifacts },
    ]);
  }
  return good ? exitStatus.good : exitStatus.findings;
}

function isGood({ seeds, checks, artifacts, failures, complete, stopped }: SeedBuild): boolean {
  return (
    (complete || stopped !== undefined) &&
    failures.length === 0 &&
    seeds.every(({ state }) => state === "equal" || state === "source-only") &&
    checks.every(({ actual, expected }) => actual === undefined || actual === expected) &&
    artifacts.every((artifact) => stateOf(artifact) !== "different")
  );
}

type State = "as published" | "the seed" | "different" | "unpublished";

function stateOf({ sha256, published, seed }: Artifact): State {
  if (published !== undefined) return published.sha256 === sha256 ? "as published" : "different";
  return seed === undefined ? "unpublished" : "the seed";
}

const place = ({ script, line }: { readonly script: string; readonly line: number }) =>
  `${script}:${line + 1}`;

function textLines(build: SeedBuild): string[] {
  const { seeds, artifacts, checks, notExecuted, failures, stopped, missing } = build;
  const lines = seeds.map(({ path, size, sha256, state }) =>
    row(size, sha256 ?? "-", path, seedStates[state]),
  );
  for (const artifact of artifacts)
    lines.push(row(artifact.size, artifact.sha256, artifact.path, said(artifact)));
  for (const { path, list, line, expected, actual } of checks) {
    if (actual === undefined || actual === expected) continue;
    lines.push(`${list}:${line + 1}: ${path} is ${actual}, not ${expected}`);
  }
  for (const { place: at, words, program } of notExecuted) {
    const why =
      words[0] !== undefined && program.endsWith(`/${basename(words[0])}`) ? "" : `, which needs ${program}`;
    lines.push(`${place(at)}: not executed: ${words.join(" ")}${why}`);
  }
  for (const { place: at, words, message } of failures) {
    lines.push(`${place(at)}: would fail: ${words.join(" ")}: ${message}`);
  }
  if (stopped !== undefined) {
    lines.push(`${place(stopped.place)}: ends here, at a compiler: ${stopped.words.join(" ")}`);
    if (missing.length > 0) lines.push(`still to be built: ${missing.join(" ")}`);
  }
  return [...lines, summary(build)].map(printable);
}

const seedStates: Readonly<Record<SeedBuild["seeds"][number]["state"], string>> = {
  equal: "equal to its source",
  "source-only": "from its source",
  "binary-only": "nothing explains it",
  missing: "missing",
  different: "DIFFERENT from its source",
};

function row(size: number, sha256: string, path: string, state: string): string {
  return `${String(size).padStart(8)}  ${sha256.padEnd(64)}  ${path}  ${state}`.trimEnd();
}

function said(artifact: Artifact): string {
  const state = stateOf(artifact);
  if (state === "the seed") return `equal to ${artifact.seed!}`;
  if (artifact.published === undefined) return "";
  return `${state === "different" ? "DIFFERENT from" : "as in"} ${place({ script: artifact.published.list, line: artifact.published.line })}`;
}

function summary({ artifacts, checks, notExecuted }: SeedBuild): string {
  const count = (state: State) => artifacts.filter((artifact) => stateOf(artifact) === state).length;
  const compared = checks.filter(({ actual }) => actual !== undefined);
  const wrong = compared.filter(({ actual, expected }) => actual !== expected).length;
  return [
    `${artifacts.length} files built, ${count("as published")} as published, ${count("the seed")} equal to a seed, ${count("different")} different`,
    `${compared.length} checksums compared on the way, ${wrong} wrong`,
    `${notExecuted.length} commands not executed`,
  ].join("; ");
}

function jsonLines(build: SeedBuild, good: boolean): string[] {
  const { seeds, artifacts, checks, notExecuted, failures, stopped, complete, missing } = build;
  const lines: unknown[] = [
    ...seeds.map((seed) => ({ kind: "seed", ...seed, sha256: seed.sha256 ?? null })),
    ...artifacts.map(({ path, size, sha256, by, published, seed }) => ({
      kind: "artifact",
      path,
      size,
      sha256,
      script: by.script,
      line: by.line + 1,
      published: published === undefined ? null : { ...published, line: published.line + 1 },
      seed: seed ?? null,
    })),
    ...checks.map((check) => ({
      kind: "check",
      ...check,
      line: check.line + 1,
      actual: check.actual ?? null,
    })),
    ...notExecuted.map(({ place: at, words, program }) => ({
      kind: "not-executed",
      script: at.script,
      line: at.line + 1,
      words,
      program,
    })),
    ...failures.map(({ place: at, words, message }) => ({
      kind: "failure",
      script: at.script,
      line: at.line + 1,
      words,
      message,
    })),
  ];
  const end = stopped && {
    script: stopped.place.script,
    line: stopped.place.line + 1,
    program: stopped.program,
    words: stopped.words,
  };
  lines.push({ kind: "end", good, complete, compiler: end ?? null, missing });
  return lines.map(jsonLine);
}

function basename(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
