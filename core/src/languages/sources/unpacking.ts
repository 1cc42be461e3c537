import { diagnose, type Diagnostic } from "../../diagnostics/diagnostic";
import { installs, packageName } from "../../tree/needs/programs";
import { scriptPath } from "../../tree/scripts";
import { manifestOf } from "../manifest/context";
import type { EvaluatedDirective } from "../manifest/model";
import { argumentOf } from "../manifest/syntax";
import { defaultPrefix, helpersOf, type Helpers } from "../shell/helpers";
import { leavesToDefault, shellOfText } from "../shell/script";
import type { ShellScript } from "../shell/syntax";
import type { SourceLine, Sources } from "./parser";
import type { Place } from "./place";

/** What a step's archives are unpacked with, as `extract_file` of steps/helpers.sh has it. */
interface Unpacking {
  /** `*.tar.gz`, … as endings: what is unpacked before the system has a tar that knows formats by itself. */
  readonly endings: readonly string[];
}

const unpackPhase = "src_unpack";

/**
 * Archives that nothing unpacks, or for which the program is missing, where a package is first built under bash. The
 * `extract_file` of live-bootstrap's helpers.sh knows some endings until `libexec/rmt` is there, which GNU tar installs;
 * any archive is left to that tar from then on, which calls xz by name. Of other helpers nothing is said.
 */
export async function unpackingProblems({ lines }: Sources, place: Place): Promise<Diagnostic[]> {
  const { tree, workspace, name } = place;
  const archives = lines.filter((line) => isTar(line.name));
  if (archives.length === 0) return [];
  const helpers = await helpersOf(workspace, tree);
  const unpacking = helpers && unpackingOf(helpers);
  const directives = (await manifestOf(workspace, tree))?.evaluation.directives ?? [];
  const index = directives.findIndex((each) => each.active && builtName(each) === name);
  const first = directives[index];
  if (unpacking === undefined || first?.era !== "bash") return [];
  const path = scriptPath(tree, { kind: "build", name, pass: first.pass, era: "bash" });
  const text = path === undefined ? undefined : await workspace.text(path);
  if (text !== undefined && !leavesUnpacking(shellOfText(text))) return [];
  const before = directives.slice(0, index).filter(({ active }) => active);
  const names = before.flatMap((each) => builtName(each) ?? []);
  if (names.some((each) => packageName(each).mayBeAnything)) return [];
  const tar = before.find((each) => each.era === "bash" && hasFormats(builtName(each)));
  if (tar === undefined)
    return unknownEndings(
      archives,
      unpacking,
      directives.some((each) => hasFormats(builtName(each))),
    );
  if (names.some((each) => installs(packageName(each), "xz"))) return [];
  const xz = directives.find((each) => installs(packageName(builtName(each) ?? ""), "xz"));
  if (xz === undefined) return [];
  const tarName = builtName(tar) ?? "";
  const message = `${tarName}, built above ${name}, unpacks this with xz, which only line ${xz.directive.line + 1} of the manifest (build: ${builtName(xz) ?? ""}) builds.`;
  return archives
    .filter((line) => line.name.endsWith(".tar.xz"))
    .map((line) => diagnose("sources/no-unpacker", rangeOf(line), message));
}

function unknownEndings(
  archives: readonly SourceLine[],
  { endings }: Unpacking,
  hasLater: boolean,
): Diagnostic[] {
  const later = hasLater ? " until a newer tar is built" : "";
  const message = `helpers.sh unpacks nothing but ${endings.join(", ")}${later}: this archive stays packed.`;
  return archives
    .filter((line) => !endings.some((ending) => line.name.endsWith(ending)))
    .map((line) => diagnose("sources/no-unpacker", rangeOf(line), message));
}

function rangeOf({ nameWord, url }: SourceLine) {
  return (nameWord ?? url).range;
}

/** What the helpers take for an archive: `*.tar*`, `*.tgz`. */
function isTar(name: string): boolean {
  return name.includes(".tar") || name.endsWith(".tgz");
}

function builtName({ directive }: EvaluatedDirective): string | undefined {
  return directive.kind === "build" ? argumentOf(directive) : undefined;
}

/** Whether a package is a GNU tar that looks into an archive for its format, and brings rmt: from 1.20 on. */
function hasFormats(full: string | undefined): boolean {
  if (full === undefined) return false;
  const { name, version } = packageName(full);
  const minor = /^1\.(\d+)/.exec(version)?.[1];
  return name === "tar" && minor !== undefined && Number(minor) >= 20;
}

/** Whether a pass script leaves it to the helpers to unpack, and names no file that is not to be unpacked. */
function leavesUnpacking(script: ShellScript): boolean {
  return script.variables.every(({ name }) => name !== "noextract") && leavesToDefault(script, unpackPhase);
}

/** How live-bootstrap's helpers unpack; undefined for others. */
function unpackingOf({ script, functions, phases }: Helpers): Unpacking | undefined {
  const extract = functions.get("extract_file");
  if (extract === undefined || !phases.some(({ name }) => name === unpackPhase)) return undefined;
  const text = script.text.slice(extract.range);
  const fallback = functions.get(defaultPrefix + unpackPhase);
  const asks = /test -e "\$\{PREFIX\}\/libexec\/rmt"; then\s([^]*?)\selse\s([^]*?)\sesac/.exec(text);
  if (fallback === undefined || asks === null || !/\*\.tar\* \| \*\.tgz\)/.test(text)) return undefined;
  if (!/^\s*tar [^\n]*-xf /m.test(asks[1]!)) return undefined;
  const endings = [...asks[2]!.matchAll(/\*(\.[\w.]+)(?= *[|)])/g)].map((found) => found[1]!);
  return endings.length === 0 ? undefined : { endings };
}
