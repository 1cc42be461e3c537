import path from "node:path";
import type { TaskDefinition } from "vscode";

/** A task of type `bootstrappable`, as package.json describes it and tasks.json holds it. */
export interface AssembleTask extends TaskDefinition {
  readonly type: "bootstrappable";
  readonly task: "assemble";
  readonly file: string;
  readonly output?: string;
  /** Of the programs that the tree builds from the file, this one, by its path or by architecture and path. */
  readonly program?: string;
  /** Assembles the file for that one, and not as part of a program of its tree. */
  readonly architecture?: string;
  /** Then the address of the first byte, as mescc-tools read numbers. */
  readonly baseAddress?: string;
  /** And sources of M1 that are read in front of it. */
  readonly defines?: readonly string[];
}

export interface RunTask extends TaskDefinition {
  readonly type: "bootstrappable";
  readonly task: "run";
  readonly tree?: string;
  readonly architecture?: string;
  readonly engine?: string;
  readonly target?: string;
  readonly until?: string;
  /** The step to begin with, on the checkpoints of an earlier run. */
  readonly from?: string;
  /** The only step to run. */
  readonly only?: string;
  /** Whether to begin with the first step that has no checkpoint of an earlier run. */
  readonly resume?: boolean;
  /** Variables of bootstrap.cfg. */
  readonly set?: Readonly<Record<string, string>>;
  /** The options of rootfs.py, and how a machine is made: as those of `bootstrappable run`. */
  readonly mirrors?: readonly string[];
  readonly options?: Readonly<Record<string, string | number | boolean>>;
}

/** Runs the tree's own rootfs.py. */
export interface RootfsTask extends TaskDefinition {
  readonly type: "bootstrappable";
  readonly task: "rootfs";
  readonly tree?: string;
  /** What rootfs.py is to be told. */
  readonly args?: readonly string[];
}

export interface FetchTask extends TaskDefinition {
  readonly type: "bootstrappable";
  readonly task: "fetch";
  readonly tree?: string;
  /** Distfiles to fetch, of any package; absent, those that the plan needs. */
  readonly names?: readonly string[];
  readonly mirrors?: readonly string[];
  readonly architecture?: string;
  /** Variables of bootstrap.cfg. */
  readonly set?: Readonly<Record<string, string>>;
}

/** Goes through the seed chain in memory. */
export interface BuildSeedsTask extends TaskDefinition {
  readonly type: "bootstrappable";
  readonly task: "build-seeds";
  readonly tree?: string;
  readonly architecture?: string;
}

export type BootstrapTask = AssembleTask | RunTask | RootfsTask | FetchTask | BuildSeedsTask;

const kinds = ["assemble", "run", "rootfs", "fetch", "build-seeds"] as const;

/** Properties that hold a text. */
const texts = [
  "file",
  "output",
  "program",
  "baseAddress",
  "tree",
  "architecture",
  "engine",
  "target",
  "until",
  "from",
  "only",
] as const;

/** The options of `bootstrappable run` that a task may have, by the names of its properties. */
const runOptions = {
  flags: {
    forceTimestamps: "--force-timestamps",
    updateChecksums: "--update-checksums",
    externalSources: "--external-sources",
    buildKernels: "--build-kernels",
    interactive: "--interactive",
    configurator: "--configurator",
    noCreateConfig: "--no-create-config",
    fetch: "--fetch",
    network: "--network",
    tmpfs: "--tmpfs",
    keep: "--keep",
    noCheckpoints: "--no-checkpoints",
  },
  values: {
    cores: "--cores",
    tmpfsSize: "--tmpfs-size",
    swap: "--swap",
    internalCi: "--internal-ci",
    accelerator: "--accel",
    qemuCommand: "--qemu-cmd",
    qemuRam: "--qemu-ram",
    size: "--size",
    checkpointInterval: "--checkpoint-interval",
    idleTimeout: "--idle-timeout",
    spinTimeout: "--spin-timeout",
    jumpTimeout: "--jump-timeout",
  },
  paths: { repo: "--repo", earlyPreseed: "--early-preseed", kernel: "--kernel", config: "--config" },
} as const;

/** What is wrong with a definition that somebody wrote in tasks.json, or undefined. */
export function fault(definition: TaskDefinition): string | undefined {
  if (!kinds.some((kind) => kind === definition["task"])) {
    const [last, ...others] = [...kinds].reverse().map((kind) => JSON.stringify(kind));
    return `"task" is ${JSON.stringify(definition["task"])}; it can be ${others.reverse().join(", ")} or ${last}.`;
  }
  if (definition["task"] === "assemble" && typeof definition["file"] !== "string") {
    return `An assemble task needs "file".`;
  }
  const wrong = texts.find((name) => definition[name] !== undefined && typeof definition[name] !== "string");
  if (wrong !== undefined) return `${JSON.stringify(wrong)} must be a string.`;
  if (typeof (definition["resume"] ?? false) !== "boolean") return `"resume" must be true or false.`;
  const list = ["names", "mirrors", "defines", "args"].find((name) => !isListOfTexts(definition[name] ?? []));
  if (list !== undefined) return `${JSON.stringify(list)} must be a list of strings.`;
  const set: unknown = definition["set"];
  const variables = set === undefined ? {} : set;
  if (
    typeof variables !== "object" ||
    variables === null ||
    Object.values(variables).some((value) => typeof value !== "string")
  ) {
    return `"set" must be an object of strings.`;
  }
  const bad = Object.entries((definition["options"] ?? {}) as Readonly<Record<string, unknown>>).find(
    ([name, value]) => !isRunOption(name, value),
  );
  if (bad !== undefined)
    return `${JSON.stringify(bad[0])} of "options" is no option of run, or has no such value.`;
  return undefined;
}

function isRunOption(name: string, value: unknown): boolean {
  if (name in runOptions.flags) return typeof value === "boolean";
  if (name in runOptions.paths) return typeof value === "string";
  return name in runOptions.values && ["string", "number"].includes(typeof value);
}

/** The words for the options of a run. */
function optionWords(options: RunTask["options"] = {}, absolute: (given: string) => string): string[] {
  const { flags, values, paths } = runOptions;
  return Object.entries(options).flatMap(([name, value]) => {
    if (name in flags) return value === true ? [flags[name as keyof typeof flags]] : [];
    if (name in paths) return [paths[name as keyof typeof paths], absolute(String(value))];
    return name in values ? [`${values[name as keyof typeof values]}=${value}`] : [];
  });
}

function isListOfTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === "string");
}

/** Where a file is assembled to when nothing else is said: beside it, `.bin` instead of its ending. */
export function defaultOutput(file: string): string {
  return path.join(path.dirname(file), `${path.basename(file, path.extname(file))}.bin`);
}

/** The words behind `bootstrappable` that do what a definition asks for. Relative paths are relative to `folder`. */
export function commandLine(definition: BootstrapTask, folder: string): string[] {
  const absolute = (given: string) => path.resolve(folder, given);
  if (definition.task === "assemble") {
    const { program, architecture, baseAddress, defines = [] } = definition;
    const file = absolute(definition.file);
    const output = definition.output === undefined ? defaultOutput(file) : absolute(definition.output);
    return [
      "assemble",
      ...(program ? [`--program=${program}`] : []),
      ...(architecture ? ["--architecture", architecture] : []),
      ...(baseAddress ? [`--base-address=${baseAddress}`] : []),
      ...["--output", output, "--", ...defines.map(absolute), file],
    ];
  }
  if (definition.task === "fetch") return fetchLine(definition, absolute(definition.tree ?? "."));
  if (definition.task === "build-seeds") {
    const { tree, architecture } = definition;
    return ["build-seeds", ...(architecture ? ["--arch", architecture] : []), "--", absolute(tree ?? ".")];
  }
  if (definition.task === "rootfs") {
    const { tree, args = [] } = definition;
    return ["rootfs", "--tree", absolute(tree ?? "."), "--", ...args];
  }
  const {
    tree,
    architecture,
    engine,
    target,
    until,
    from,
    only,
    resume,
    set = {},
    mirrors = [],
  } = definition;
  return [
    "run",
    ...(architecture ? ["--arch", architecture] : []),
    ...(engine ? ["--engine", engine] : []),
    ...(target ? ["--target", absolute(target)] : []),
    ...(until ? ["--until", until] : []),
    ...(from ? ["--from", from] : []),
    ...(only ? ["--only", only] : []),
    ...(resume === true ? ["--resume"] : []),
    ...mirrors.map((mirror) => `--mirror=${mirror}`),
    ...optionWords(definition.options, absolute),
    ...Object.entries(set).flatMap(([name, value]) => ["--set", `${name}=${value}`]),
    "--",
    absolute(tree ?? "."),
  ];
}

/** Folders of mirrors stay as they are written: the command runs in the same folder. */
function fetchLine({ names = [], mirrors = [], architecture, set = {} }: FetchTask, tree: string): string[] {
  return [
    ...["distfiles", "fetch"],
    // A file that is named is wanted, whether or not the plan needs it.
    ...(names.length > 0 ? ["--all"] : []),
    ...names.map((name) => `--only=${name}`),
    ...mirrors.map((mirror) => `--mirror=${mirror}`),
    ...(architecture ? ["--arch", architecture] : []),
    ...Object.entries(set).flatMap(([name, value]) => ["--set", `${name}=${value}`]),
    ...["--", tree],
  ];
}
