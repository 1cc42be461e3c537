import { builtins } from "../../languages/kaem/keywords";
import { pathFolders } from "../../languages/kaem/interpreter/lookup";
import { isKnown } from "../../languages/kaem/interpreter/world";
import { resolvePath } from "../../languages/kaem/paths";
import { compilers } from "../../languages/kaem/tools/compilers";
import { toolNamed } from "../../languages/kaem/tools/index";
import type { EvaluatedCommand } from "../evaluatedCommand";
import type { MesoplanetCall } from "./includes";
import { workFolder } from "./places";

/** What a command needs and leaves behind. Paths are those in the root file system. */
export interface Effects {
  readonly reads: readonly string[];
  /** What may be paths of files that it reads, or something else. */
  readonly mentions: readonly string[];
  /** Folders that it looks for files in. */
  readonly folders: readonly string[];
  /** Programs that it starts by itself, by name: found in PATH. */
  readonly programs: readonly string[];
  /** Files that it makes and the interpreter knows nothing of. */
  readonly makes: readonly string[];
  /** Whether it makes something that its words do not name: in its step's folder, or anywhere. */
  readonly leaves: "nothing" | "in-work" | "anywhere";
  /** Whether it may read anything in its step's folder, and anything that was installed. */
  readonly looksAround: boolean;
  /** Of M2-Mesoplanet, by which what it includes is found. */
  readonly mesoplanet?: MesoplanetCall;
}

/** Programs that only check, or change what is no content. */
const idle = new Set("match sha256sum chmod mkdir rm get_machine checksum-transcriber".split(" "));
/** Programs that the tables of tools do not have, and that work where their words say. */
const local = new Set("tar gzip gunzip bzip2 bunzip2 patch touch sed".split(" "));
const compilerNames = new Set(compilers.flatMap(({ names }) => names));

const nothing: Effects = {
  reads: [],
  mentions: [],
  folders: [],
  programs: [],
  makes: [],
  leaves: "nothing",
  looksAround: false,
};

const basename = (path: string) => path.slice(path.lastIndexOf("/") + 1);

/** Whether a command changes no file's contents, but permissions at most. */
export function isIdle(command: EvaluatedCommand): boolean {
  const name = command.program ?? programWord(command);
  return idle.has(toolNamed(name)?.names[0] ?? basename(name));
}

/** Undefined for what the shell does itself, and for programs without an effect on files' contents. */
export function effectsOf(command: EvaluatedCommand): Effects | undefined {
  const { words, state, uses, dialect } = command;
  const first = words[0] ?? "";
  if (dialect === "full" && command.program === undefined) {
    if (builtins.has(first) || /^[^/]*=/.test(first)) return undefined;
  }
  if (words.length === 0 || first === "if") return undefined;
  const program = programWord(command);
  const tool = toolNamed(command.program ?? program);
  const name = tool?.names[0] ?? basename(program);
  if (idle.has(name)) return undefined;
  const at = (path: string) => resolvePath(state.directory, path);
  const known = (paths: readonly string[]) => paths.filter((path) => isKnown(path)).map(at);
  const of = (...roles: string[]) =>
    known(uses.filter(({ role }) => roles.includes(role)).map(({ path }) => path));
  const reads = of("input", "update");
  const mentions = known(words.slice(1).filter((word) => !word.startsWith("-") && word !== ""));
  if (tool === undefined) {
    const leaves = local.has(name) && workFolder(state.directory) !== undefined ? "in-work" : "anywhere";
    return { ...nothing, mentions, leaves, looksAround: true };
  }
  const folders = of("folder");
  switch (name) {
    case "M2-Mesoplanet": {
      const [library] = foldersIn(command, "M2LIBC_PATH");
      const option = words.findIndex((word) => word === "--architecture" || word === "-A");
      const architecture = words[option + 1];
      return {
        ...nothing,
        reads,
        folders,
        programs: ["M2-Planet", "blood-elf", "M1", "hex2"],
        ...(library !== undefined &&
          option > 0 &&
          architecture !== undefined && {
            mesoplanet: {
              ...{ directory: state.directory, inputs: reads, library, architecture },
              debug: !words.includes("--no-debug"),
            },
          }),
      };
    }
    case "M2-Planet":
      return { ...nothing, reads, folders };
    case "mes": {
      const library = [...foldersIn(command, "GUILE_LOAD_PATH"), ...foldersIn(command, "MES_PREFIX")];
      return {
        ...nothing,
        reads,
        mentions,
        folders: [...folders, ...library],
        programs: ["M1", "hex2", "blood-elf"],
        leaves: words.includes("-o") ? "nothing" : "in-work",
        looksAround: true,
      };
    }
    case "untar":
      return { ...nothing, reads, leaves: "in-work" };
    case "ungz":
      return { ...nothing, reads, leaves: of("output").length > 0 ? "nothing" : "in-work" };
    case "script-generator":
      return { ...nothing, reads, makes: [] };
    default:
      if (compilerNames.has(name)) return compilerEffects(command, reads, folders);
      return { ...nothing, reads, folders };
  }
}

/** tcc: archives behind `-ar`, and objects that no `-o` names. It finds headers and libraries by itself. */
function compilerEffects(
  { words, state, uses }: EvaluatedCommand,
  reads: readonly string[],
  folders: readonly string[],
): Effects {
  const at = (path: string) => resolvePath(state.directory, path);
  const behind = words.indexOf("-ar");
  if (behind > 0) {
    const [archive, ...objects] = words.slice(behind + 2).filter((word) => isKnown(word));
    return { ...nothing, reads: objects.map(at), makes: archive === undefined ? [] : [at(archive)] };
  }
  if (reads.length === 0) return { ...nothing };
  const named = uses.some(({ role }) => role === "output");
  const makes =
    named || !words.includes("-c") ? [] : reads.map((path) => at(basename(path).replace(/\.[^.]+$/, ".o")));
  return { ...nothing, reads, folders, makes, looksAround: true };
}

/** The word that names the program: `if` and `exec` stand before it. */
export function programWord({ words }: EvaluatedCommand): string {
  return (words[0] === "exec" ? words[1] : words[0]) ?? "";
}

/** The folders that a variable lists, between colons. */
function foldersIn({ state }: EvaluatedCommand, variable: string): readonly string[] {
  const value = state.environment.get(variable)?.value;
  if (value === undefined || value === "") return [];
  return pathFolders(value)
    .filter((path) => isKnown(path))
    .map((path) => resolvePath(state.directory, path));
}
