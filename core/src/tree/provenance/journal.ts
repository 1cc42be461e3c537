import { resolvePath } from "../../languages/kaem/paths";
import type { EvaluatedCommand } from "../evaluatedCommand";
import type { EvaluatedTree } from "../evaluatedTree";
import { effectsOf, isIdle, type Effects } from "./effects";
import { foldersAbove, workFolder } from "./places";

/** Something that happened to a path. */
export interface Write {
  readonly path: string;
  readonly sequence: number;
  readonly kind: "made" | "changed" | "removed";
  readonly by: EvaluatedCommand;
  readonly copyOf?: readonly string[];
}

/** Commands of one place, one behind the other, that leave there what their words do not tell. */
export interface Leaving {
  readonly place: string;
  /** The first one's index, and the index behind the last one. */
  readonly from: number;
  readonly to: number;
  readonly first: EvaluatedCommand;
  readonly last: EvaluatedCommand;
  /** Whether they are all that there are: else the first may have used whatever was there before it. */
  readonly all: boolean;
}

/** Where what is no step's folder lies. */
export const installed = "installed";

/** What all commands of a bootstrap did, for looking up who could have made a file. Built in one pass. */
export class Journal {
  /** Of commands that count; the others change no contents. */
  readonly effects = new Map<EvaluatedCommand, Effects>();
  /** The command that has the shell run that reads a command. */
  readonly callers = new Map<EvaluatedCommand, EvaluatedCommand>();
  /** Commands that do nothing but start a shell on a known script. */
  readonly calls = new Set<EvaluatedCommand>();
  readonly #writes = new Map<string, Write[]>();
  /** By folder, what was made anywhere below; {@link installed} for all that is in no step's folder. */
  readonly #below = new Map<string, Write[]>();
  /** By step's folder or {@link installed}, the commands that leave there what their words do not tell. */
  readonly #leaving = new Map<string, EvaluatedCommand[]>();
  readonly #starts = new Map<string, readonly number[]>();
  /** By path, the commands of those whose words name it. */
  readonly #naming = new Map<string, EvaluatedCommand[]>();

  /** The command that writes the scripts of the steps; undefined where none of the tree does. */
  generator: EvaluatedCommand | undefined;

  constructor(readonly evaluated: EvaluatedTree) {
    for (const { runs } of evaluated.scripts.values()) {
      for (const { caller, commands } of runs) {
        if (caller === undefined) continue;
        this.calls.add(caller);
        for (const command of commands) this.callers.set(command, caller);
      }
    }
    const events = evaluated.events();
    let next = 0;
    for (const command of evaluated.commands) {
      for (; (events[next]?.event.sequence ?? Infinity) <= command.sequence; next++) {
        const { path, event } = events[next]!;
        if (event.kind !== "changed" || !isIdle(event.by)) this.#add({ path, ...event });
      }
      if (command.certainty === "skipped") continue;
      if (startsBash(command)) this.calls.add(command);
      const effects = this.calls.has(command) ? undefined : effectsOf(command);
      if (effects !== undefined) this.#follow(command, effects);
    }
  }

  #follow(by: EvaluatedCommand, effects: Effects): void {
    this.effects.set(by, effects);
    if (by.program?.endsWith("/script-generator") === true) this.generator ??= by;
    const { sequence } = by;
    for (const path of effects.makes) this.#add({ path, sequence, kind: "made", by });
    if (effects.leaves === "nothing") return;
    const work = workFolder(by.state.directory);
    if (work !== undefined) push(this.#leaving, work, by);
    if (work === undefined || effects.leaves === "anywhere") push(this.#leaving, installed, by);
    // `install bash /usr/bin/`
    const into = effects.mentions.at(-1) ?? "/";
    for (const path of effects.mentions) {
      push(this.#naming, path, by);
      if (path !== into) push(this.#naming, resolvePath(into, path.slice(path.lastIndexOf("/") + 1)), by);
    }
  }

  #add(write: Write): void {
    push(this.#writes, write.path, write);
    if (write.kind === "removed") return;
    for (const folder of foldersAbove(write.path)) push(this.#below, folder, write);
    if (workFolder(write.path) === undefined) push(this.#below, installed, write);
  }

  /** What happened to a path last before a command; undefined for nothing that is known. */
  last(path: string, before: number): Write | undefined {
    return lastBefore(this.#writes.get(path), before);
  }

  /** How often something was made or changed below a folder before a command. */
  countBelow(folder: string, before: number): number {
    return countBefore(this.#below.get(folder) ?? [], before);
  }

  /** Of these the ones from an index on, up to another. */
  below(folder: string, from: number, to: number): readonly Write[] {
    return (this.#below.get(folder) ?? []).slice(from, to);
  }

  /** Who could have left something unnamed where a path is, before a command; undefined where nobody could. */
  leaving(path: string, before: number): Leaving | undefined {
    const place = path === installed ? installed : (workFolder(path) ?? installed);
    const list = this.#leaving.get(place) ?? [];
    const to = countBefore(list, before);
    if (to === 0) return undefined;
    const from = this.#since(place, list)[to - 1]!;
    const first = list[from]!;
    return {
      place,
      from,
      to,
      first,
      last: list[to - 1]!,
      all: this.effects.get(first)?.looksAround !== true,
    };
  }

  leavingAt(place: string, index: number): EvaluatedCommand {
    return this.#leaving.get(place)![index]!;
  }

  /** For each of those who leave something in a place, the last up to it that may have used what the ones before left. */
  #since(place: string, list: readonly EvaluatedCommand[]): readonly number[] {
    let since = this.#starts.get(place);
    if (since === undefined) {
      let start = 0;
      since = list.map((command, index) => {
        if (this.effects.get(command)?.looksAround === true) start = index;
        return start;
      });
      this.#starts.set(place, since);
    }
    return since;
  }

  /** Of those who leave something unnamed the last that names a path before a command. */
  lastNaming(path: string, before: number): EvaluatedCommand | undefined {
    return lastBefore(this.#naming.get(path), before);
  }
}

/** Whether a command hands the bootstrap over to bash: `bash /steps/1.sh`. */
export function startsBash({ words }: EvaluatedCommand): boolean {
  return /(^|\/)bash$/.test(words[0] ?? "") && /^\/steps\/\d+\.sh$/.test(words[1] ?? "");
}

function push<Value>(lists: Map<string, Value[]>, key: string, value: Value): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

function lastBefore<Value extends { readonly sequence: number }>(
  list: readonly Value[] | undefined,
  before: number,
): Value | undefined {
  return list === undefined ? undefined : list[countBefore(list, before) - 1];
}

/** How many of a list that is sorted by sequence come before a command. */
function countBefore(list: readonly { readonly sequence: number }[], before: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle]!.sequence < before) low = middle + 1;
    else high = middle;
  }
  return low;
}
