import { diagnose, type Diagnostic, type Fix } from "../../../diagnostics/diagnostic";
import { treeConfiguration } from "../../../tree/discover";
import type { EvaluatedCommand } from "../../../tree/evaluatedTree";
import { evaluate } from "../../manifest/model";
import { parseManifest } from "../../manifest/parser";
import { argumentOf } from "../../manifest/syntax";
import { isKnown } from "../interpreter/world";
import { assignedName } from "../keywords";
import { staysTheSame } from "../rewriting";
import { rawWord } from "../script";
import type { Situation } from "../situation";
import type { KaemWord } from "../syntax";

/** In a script that both shells of a bootstrap run, what they read differently, and neither complains of. */
export async function otherShellChecks(situation: Situation): Promise<Diagnostic[]> {
  const { script, times } = situation;
  if (script.dialect === "minimal" || !(await isSharedWithBash(situation))) return [];
  return script.commands.flatMap(({ words }, index) => {
    const mine = times[index]!.filter(({ certainty }) => certainty !== "skipped");
    const aliases =
      words[0]!.text === "alias"
        ? [found(words[0]!, "bash replaces no aliases in a script: there this command changes nothing.")]
        : [];
    return [
      ...aliases,
      ...words.flatMap((word, at) => [
        ...escapes(situation, word),
        ...(at === 0 && assignedName(word.text) !== undefined ? [] : splitting(situation, word, at, mine)),
      ]),
    ];
  });
}

/** Whether a step of the bash era, active or not, runs the same script. */
async function isSharedWithBash({ path, tree, workspace }: Situation): Promise<boolean> {
  const [, kind, name] = /\/(improve|jump)\/([^/]+)\.sh$/.exec(path.slice(tree.steps.length)) ?? [];
  const manifest = kind === undefined ? undefined : await workspace.text(tree.manifest);
  if (manifest === undefined || !path.startsWith(`${tree.steps}/`)) return false;
  const { configuration } = await treeConfiguration(workspace, tree);
  return evaluate(parseManifest(manifest), configuration).directives.some(
    ({ directive, era }) => era === "bash" && directive.kind === kind && argumentOf(directive) === name,
  );
}

function found({ range }: KaemWord, message: string, fixes: readonly Fix[] = []): Diagnostic {
  return diagnose("kaem/other-shell", range, message, { fixes });
}

function escapes({ script }: Situation, word: KaemWord): Diagnostic[] {
  const raw = rawWord(script, word);
  const [, escaped] = /(?<!\\)(?:\\\\)*\\([nr])/.exec(raw) ?? [];
  if (escaped === undefined) return [];
  const here = escaped === "n" ? "a newline" : "a carriage return";
  const there = raw.includes('"') ? `both characters of \`\\${escaped}\`` : `the letter \`${escaped}\``;
  return [found(word, `\`\\${escaped}\` is ${here} to kaem, and ${there} to bash.`)];
}

/** A word without quotes whose value bash would split, or leave out. */
function splitting(
  situation: Situation,
  word: KaemWord,
  at: number,
  times: readonly EvaluatedCommand[],
): Diagnostic[] {
  const raw = rawWord(situation.script, word);
  if (!raw.includes("${") || raw.includes('"') || times.length === 0) return [];
  // A value of one blank is left out by both.
  const values = times.map((time) => time.words.find((_, index) => time.origins[index] === at));
  if (values.some((value) => value === undefined || !isKnown(value))) return [];
  const ends = [word.range.start, word.range.end];
  const edits = ends.map((end) => ({ range: { start: end, end }, text: '"' }));
  const fixes = staysTheSame(situation.script, edits)
    ? [{ title: "Quote this word", edits, preferred: true }]
    : [];
  const split = values.find((value) => /[ \t\n]/.test(value!));
  if (split !== undefined) {
    return [
      found(word, `To kaem this is one word; bash splits its value, \`${split}\`, at the blanks.`, fixes),
    ];
  }
  const unset = /^(?:\$\{[^}:]*\})+$/.test(raw) && values.every((value) => value === "");
  const set = [...raw.matchAll(/\$\{([^}:]*)\}/g)].every(([, name]) =>
    times.every(({ state }) => state.environment.has(name!)),
  );
  if (!unset || !set) return [];
  return [found(word, "kaem passes an empty argument here, bash none.", fixes)];
}
