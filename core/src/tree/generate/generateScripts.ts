import type { Diagnostic } from "../../diagnostics/diagnostic";
import { diagnose } from "../../diagnostics/diagnostic";
import { evaluate } from "../../languages/manifest/model";
import { parseManifest } from "../../languages/manifest/parser";
import { argumentOf, type Manifest } from "../../languages/manifest/syntax";
import { isUtf8 } from "../../text/utf8";
import type { Configuration } from "../configuration";
import type { StepKind } from "../plan";
import type { Tree } from "../tree";
import type { Workspace } from "../workspace";
import { Script, copiedByLines } from "./scriptWriter";

/** A file that the script generator writes. */
export interface GeneratedFile {
  /** Below the root file system, without a leading `/`: `steps/0.sh`, `init.3`. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** What the script generator writes for a tree under a configuration. */
export interface GeneratedScripts {
  /** In the order in which they are begun, bootstrap.cfg last. Empty where the generator stops with an error. */
  readonly files: readonly GeneratedFile[];
  /** Errors in the manifest: at the first of them the generator stops and writes nothing. */
  readonly problems: readonly Diagnostic[];
}

/** A step that is to be run: a directive whose predicate holds. */
export interface GeneratedStep {
  readonly kind: StepKind;
  readonly argument: string;
  /** 1-based; of a build. */
  readonly pass: number | undefined;
}

/**
 * The files that live-bootstrap's seed/script-generator.c writes, byte for byte: `/steps/N.sh`, `/kaem.run.N` and
 * `/init.N` for the jumps, `/preseed-jump.kaem`, and bootstrap.cfg with what the manifest defines.
 */
export async function generateScripts(
  tree: Tree,
  workspace: Workspace,
  configuration: Configuration,
): Promise<GeneratedScripts> {
  const text = await workspace.text(tree.manifest);
  if (text === undefined) {
    const missing = diagnose("manifest/missing", { start: 0, end: 0 }, `${tree.manifest} cannot be read.`);
    return { files: [], problems: [missing] };
  }
  const manifest = parseManifest(text);
  const errors = manifest.diagnostics.filter(({ severity }) => severity === "error");
  const problems = errors.length > 0 ? errors : undecodable(manifest);
  if (problems.length > 0) return { files: [], problems };
  const { directives, variables } = evaluate(manifest, configuration);
  const steps = directives.flatMap<GeneratedStep>(({ directive, active, pass }) => {
    const argument = argumentOf(directive);
    const { kind } = directive;
    if (!active || argument === undefined || kind === "define" || kind === "unknown") return [];
    return [{ kind, argument, pass }];
  });
  const env = (await workspace.text(`${tree.steps}/env`))?.bytes ?? new Uint8Array();
  const lines = variables.entries().map(({ name, value }) => `${name}=${value}`);
  const interactive = variables.get("INTERACTIVE") === "True";
  return { files: new Generator(lines, env, interactive).run(steps), problems: [] };
}

/** Directives whose bytes would not be those that the generator copies. */
function undecodable({ text, directives }: Manifest): Diagnostic[] {
  const message = "This line is no UTF-8. The script generator copies its bytes; here they cannot be shown.";
  return directives
    .filter(({ range }) => !isUtf8(text.bytes.subarray(range.start, range.end)))
    .map(({ range }) => diagnose("manifest/not-utf8", range, message));
}

/** `generate` of seed/script-generator.c: one script after another, a new one behind every bash and every jump. */
class Generator {
  readonly #files: { readonly path: string; readonly script: Script }[] = [];
  /** How often bash has been built: none, and kaem is the shell; one, and its ERR trap cannot be relied on. */
  #bashes = 0;
  /** Number of the next script. */
  #next = 0;
  #script: Script;

  /** `configuration` are the lines of bootstrap.cfg, `env` the bytes of steps/env. */
  constructor(
    private readonly configuration: readonly string[],
    private readonly env: Uint8Array,
    private readonly interactive: boolean,
  ) {
    this.#script = this.#begin();
  }

  run(steps: readonly GeneratedStep[]): GeneratedFile[] {
    for (const step of steps) this.#step(step);
    this.#file("steps/bootstrap.cfg").lines(...this.configuration);
    return this.#files.map(({ path, script }) => ({ path, bytes: script.bytes() }));
  }

  #step({ kind, argument, pass }: GeneratedStep): void {
    switch (kind) {
      case "build":
        this.#build(argument, pass ?? 1);
        break;
      case "improve":
        this.#script.lines(this.#source(`improve/${argument}`));
        break;
      case "jump":
        this.#jump(argument);
        break;
      case "uninstall":
        this.#script.lines(`uninstall ${argument}`);
    }
  }

  #build(name: string, pass: number): void {
    if (this.#bashes > 0) this.#script.lines(`build ${name} pass${pass}.sh`);
    else this.#script.lines(`pkg=${name}`, "cd ${pkg}", `kaem --file pass${pass}.kaem`, "cd ..");
    if (!name.startsWith("bash-")) return;
    const script = `/steps/${this.#next}.sh`;
    // What a root that starts with a ready-made bash runs instead of everything up to here.
    if (this.#bashes === 0) {
      this.#file("preseed-jump.kaem").lines("set -ex", "PATH=/usr/bin", `bash ${script}`);
    }
    this.#bashes++;
    this.#script.lines(`bash ${script}`);
    this.#script = this.#begin();
  }

  /** The new kernel's first program runs the next script: it is put in place before the jump. */
  #jump(name: string): void {
    const number = this.#next;
    const first = this.#bashes > 0 ? `init.${number}` : `kaem.run.${number}`;
    if (this.#bashes > 0) this.#script.lines("mv /init /init.bak", `cp /${first} /init`);
    else this.#script.lines(`cp /${first} /kaem.run`, "cp /usr/bin/kaem /init");
    this.#script.lines("chmod 755 /init", this.#source(`jump/${name}`));
    if (this.#bashes > 0) this.#file(first).lines("#!/bin/bash", `bash /steps/${number}.sh`);
    else this.#file(first).lines("set -ex", `kaem --file /steps/${number}.sh`);
    this.#script = this.#begin();
  }

  #source(name: string): string {
    return `${this.#bashes > 0 ? "." : "kaem --file"} /steps/${name}.sh`;
  }

  /** `start_script`. kaem cannot source a file, so its scripts carry configuration and environment in themselves. */
  #begin(): Script {
    const script = this.#file(`steps/${this.#next++}.sh`);
    if (this.#bashes === 0) {
      return script.lines("set -ex", "cd /steps", ...this.configuration).raw(copiedByLines(this.env));
    }
    script.lines("#!/bin/bash", ...(this.interactive ? this.#trap() : ["set -e"]));
    return script.lines("cd /steps", ". ./bootstrap.cfg", ". ./env", ". ./helpers.sh");
  }

  /** What gives the person a shell where a step fails: an EXIT trap under the first bash, an ERR trap under later ones. */
  #trap(): string[] {
    if (this.#bashes > 1) return ["set -eEo pipefail", `trap 'env PS1="[TRAP] \\w # " bash -i' ERR`];
    const quoted = (text: string) => `'"'"'${text}'"'"'`;
    const loop = `while true; do printf "[TRAP - use Ctrl+D] $(pwd) # "; eval "$(cat)"; done`;
    return ["set -e", `trap 'bash -c ${quoted(loop)}' EXIT`];
  }

  #file(path: string): Script {
    const script = new Script();
    this.#files.push({ path, script });
    return script;
  }
}
