import type { EvaluatedDirective, Evaluation } from "../../languages/manifest/model";
import { argumentOf, type Directive } from "../../languages/manifest/syntax";
import { expand, type Values } from "../../languages/shell/expand";
import type { Helpers } from "../../languages/shell/helpers";
import { setsItself, shellOfText } from "../../languages/shell/script";
import type { ShellScript } from "../../languages/shell/syntax";
import type { SourceText } from "../../text/sourceText";
import { scriptPath } from "../scripts";
import type { Tree } from "../tree";
import { installs, packageName, packagesWith } from "./programs";
import { scriptNeeds, type Need, type Needs } from "./scriptNeeds";

/** A step that asks for what an active step further down, or one that is not active, provides, and none above it. */
export interface Unmet {
  /** Index of the step's directive. */
  readonly step: number;
  readonly needs: readonly Need[];
  /** Index of the directive that provides all of them. */
  readonly provider: number;
  /** Steps behind the first that ask the provider too early, too. */
  readonly others: number;
}

/** All that the steps of a manifest and their scripts are. */
export interface StepScripts {
  readonly tree: Tree;
  readonly evaluation: Evaluation;
  readonly helpers: Helpers | undefined;
  /** The variables that steps/env and bootstrap.cfg set, whatever to. */
  readonly set: ReadonlySet<string>;
  /** Scripts by their absolute paths. */
  readonly texts: ReadonlyMap<string, SourceText>;
}

/**
 * Steps of the bash era that come too early: they call a program of a well-known package, or one of a package's own
 * name, that only a later line builds; expand a variable, enter a folder or name a file that only a later `improve:` or
 * build sets, makes or installs. Whatever an earlier step may have provided is taken for provided.
 */
export function unmetNeeds(scripts: StepScripts): Unmet[] {
  return new Search(scripts).run();
}

interface Mutable {
  readonly step: number;
  readonly provider: number;
  readonly needs: Need[];
  readonly others: Set<number>;
}

class Search {
  readonly #directives: readonly EvaluatedDirective[];
  /** What decides an `if`: the final values, which the generator writes to bootstrap.cfg. */
  readonly #values: Values;
  /** The same in one word. */
  readonly #under: string;
  readonly #paths: readonly (string | undefined)[];
  /** By name of a need, the directives that provide it, in order. */
  readonly #providers = new Map<string, readonly number[]>();
  /** By a package's name without its version, the lines that build one. */
  readonly #builds = new Map<string, number[]>();
  /** What is built so far, and how often under bash. */
  readonly #built = new Map<string, number>();
  readonly #done: number[] = [];
  #anything = false;
  /** By name of a need, how many of the steps above were looked through for who mentions it, and whether one does. */
  readonly #looked = new Map<string, { steps: number; found: boolean }>();
  /** By name of a need, the steps that ask for it in vain: they do not bring it. */
  readonly #asking = new Map<string, Set<number>>();

  constructor(private readonly scripts: StepScripts) {
    const { tree, evaluation } = scripts;
    this.#directives = evaluation.directives;
    this.#values = evaluation.variables.asShellSees();
    this.#under = JSON.stringify([...this.#values]);
    this.#paths = this.#directives.map(({ directive, era, pass }) => {
      const { kind } = directive;
      const name = argumentOf(directive);
      if ((kind !== "build" && kind !== "improve" && kind !== "jump") || name === undefined) return undefined;
      return scriptPath(tree, { kind, name, pass, era });
    });
    this.#directives.forEach(({ directive }, index) => {
      const name = directive.kind === "build" ? argumentOf(directive) : undefined;
      if (name === undefined) return;
      const plain = packageName(name).name;
      const list = this.#builds.get(plain);
      if (list === undefined) this.#builds.set(plain, [index]);
      else list.push(index);
    });
  }

  run(): Unmet[] {
    const found = new Map<string, Mutable>();
    this.#directives.forEach((evaluated, index) => {
      if (!evaluated.active || evaluated.directive.broken) return;
      if (evaluated.era === "bash" && !this.#anything) {
        for (const need of this.#needsOf(index).values()) {
          const provider = this.#missing(need, index);
          if (provider === undefined) continue;
          this.#asking.set(key(need), (this.#asking.get(key(need)) ?? new Set()).add(index));
          const group = `${provider} ${need.goesOn}`;
          const known = found.get(group);
          if (known === undefined) {
            found.set(group, { step: index, provider, needs: [need], others: new Set() });
          } else if (known.step === index) known.needs.push(need);
          else known.others.add(index);
        }
      }
      this.#pass(evaluated, index);
    });
    return [...found.values()].map((each) => ({ ...each, others: each.others.size }));
  }

  #scriptAt(index: number): { readonly path: string; readonly script: ShellScript } | undefined {
    const path = this.#paths[index];
    const text = path === undefined ? undefined : this.scripts.texts.get(path);
    return path === undefined || text === undefined ? undefined : { path, script: shellOfText(text) };
  }

  #needsOf(index: number): Needs {
    const { kind } = this.#directives[index]!.directive;
    if (kind !== "build" && kind !== "improve" && kind !== "jump") return none;
    const own = this.#scriptAt(index);
    const { helpers } = this.scripts;
    const subject = own?.script ?? helpers?.script;
    if (subject === undefined) return none;
    const under = this.#under;
    const known = remembered.get(subject);
    if (known !== undefined && known.helpers === helpers && known.under === under && known.kind === kind) {
      return known.needs;
    }
    // A script that changes PATH may bring programs of its own.
    const changesPath = own !== undefined && setsItself(own.script, "PATH");
    const needs = changesPath ? none : scriptNeeds(own, helpers, this.#values, kind === "build");
    remembered.set(subject, { needs, helpers, under, kind });
    return needs;
  }

  /** Who will provide what a step needs; undefined where it is there, may be there, or nobody is known to bring it. */
  #missing(need: Need, index: number): number | undefined {
    let providers = this.#providers.get(key(need));
    if (providers === undefined) this.#providers.set(key(need), (providers = this.#providersOf(need)));
    // An unconditional provider further down is what the person wants to hear of, else one that is not active.
    const later = providers.find((each) => each >= index && this.#directives[each]!.active);
    const provider = later ?? providers.find((each) => !this.#directives[each]!.active);
    if (provider === undefined || provider === index || this.#isThere(need, providers, index))
      return undefined;
    return provider;
  }

  #isThere(need: Need, providers: readonly number[], index: number): boolean {
    if (need.kind === "program") {
      for (const line of providers) {
        if (line >= index) break;
        if (this.#built.has(argumentOf(this.#directives[line]!.directive) ?? "")) return true;
      }
      return this.#mentionedBefore(need, (name) => !packageName(name).isKnown);
    }
    if (providers.some((each) => each < index && this.#directives[each]!.active)) return true;
    return this.#mentionedBefore(need, () => true);
  }

  /** Whether the script of a step above holds a word: then that step may provide it. */
  #mentionedBefore(need: Need, counts: (name: string) => boolean): boolean {
    const asking = this.#asking.get(key(need));
    let looked = this.#looked.get(key(need));
    if (looked === undefined) this.#looked.set(key(need), (looked = { steps: 0, found: false }));
    for (; !looked.found && looked.steps < this.#done.length; looked.steps++) {
      const index = this.#done[looked.steps]!;
      const { directive } = this.#directives[index]!;
      if (asking?.has(index) === true) continue;
      if (directive.kind === "build" && !counts(argumentOf(directive) ?? "")) continue;
      const path = this.#paths[index];
      const text = path === undefined ? undefined : this.scripts.texts.get(path);
      looked.found = text !== undefined && hasWord(text.latin1, need.name);
    }
    return looked.found;
  }

  #providersOf(need: Need): number[] {
    switch (need.kind) {
      case "program":
        return [...packagesWith(need.name)]
          .flatMap((name) => this.#builds.get(name) ?? [])
          .filter((line) => installs(this.#packageAt(line), need.name))
          .sort((a, b) => a - b);
      case "variable":
        if (this.scripts.set.has(need.name)) return [];
        return this.#stepsWith("improve", ({ written, variables }) => {
          const sets = written.some(({ name, file }) => name === need.name && isEnvironment(file));
          return sets || variables.some(({ name, kind }) => name === need.name && kind === "assignment");
        });
      case "directory":
        return this.#stepsWith("improve", ({ commands }) =>
          commands.some(
            ({ words }) =>
              words[0]?.raw === "mkdir" && words.some(({ raw }) => expand(raw, this.#values) === need.name),
          ),
        );
      case "file":
        return this.#stepsWith("build", ({ commands }) =>
          commands.some(({ words }) => words.some(({ raw }) => destination(raw) === need.name)),
        );
    }
  }

  #packageAt(index: number) {
    return packageName(argumentOf(this.#directives[index]!.directive) ?? "");
  }

  #stepsWith(kind: Directive["kind"], has: (script: ShellScript) => boolean): number[] {
    return this.#directives.flatMap(({ directive, era }, index) => {
      if (directive.kind !== kind || era !== "bash") return [];
      const found = this.#scriptAt(index);
      return found !== undefined && has(found.script) ? [index] : [];
    });
  }

  #pass({ directive, era }: EvaluatedDirective, index: number): void {
    if (directive.kind === "build") {
      const name = argumentOf(directive);
      if (name === undefined) return;
      this.#built.set(name, (this.#built.get(name) ?? 0) + (era === "bash" ? 1 : Infinity));
      if (packageName(name).mayBeAnything) this.#anything = true;
    } else if (directive.kind === "uninstall" && era === "bash") {
      // Of several builds the package of the last one may not have all files of the others.
      for (const { text } of directive.names) if (this.#built.get(text) === 1) this.#built.delete(text);
    }
    this.#done.push(index);
  }
}

const none: Needs = new Map();

/** What scripts need, under the values that decide their `if`s. */
const remembered = new WeakMap<
  ShellScript,
  {
    readonly needs: Needs;
    readonly helpers: Helpers | undefined;
    readonly under: string;
    readonly kind: Directive["kind"];
  }
>();

function key({ kind, name }: Need): string {
  return `${kind} ${name}`;
}

/** Whether a text holds a word with no letter or digit glued to it. */
function hasWord(text: string, word: string): boolean {
  if (!text.includes(word)) return false;
  const escaped = word.replace(/[.+/]/g, "\\$&");
  return new RegExp(`(?<![\\w.+-])${escaped}(?![\\w+-]|\\.\\w)`).test(text);
}

/** Whether a word names one of the files that a step's variables are read from. */
function isEnvironment(file: string): boolean {
  return /(?:^|\/)(?:env|bootstrap\.cfg)["']?$/.test(file);
}

/** `/boot/vmlinuz` of `"${DESTDIR}/boot/vmlinuz"`. */
function destination(raw: string): string | undefined {
  return /^"?\$\{?DESTDIR\}?"?(\/[\w./-]+)"?$/.exec(raw)?.[1];
}
