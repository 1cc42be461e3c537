import { shellOfText } from "../../languages/shell/script";
import type { ArchiveEntry } from "../../platform/archiveEntries";
import { SourceText } from "../../text/sourceText";
import { fetchesIn } from "./fetches";

/** A recipe of a makefile in an archive that downloads something. */
export interface FetchingRecipe {
  /** The makefile's name, as the archive has it. */
  readonly name: string;
  /** One-based. */
  readonly line: number;
  readonly target: string;
  /** Whether `make` without a word comes to it: it is the first target, or what that needs. */
  readonly isDefault: boolean;
}

interface Rule {
  readonly targets: readonly string[];
  readonly needs: readonly string[];
  readonly recipe: { readonly line: number; readonly text: string }[];
}

const makefile = /(?:^|\/)(?:GNUmakefile|[Mm]akefile|[^/]+\.mk)$/;

/**
 * The recipes of a makefile, as far as an archive's entry shows it, that download: by the same commands as in scripts, with addresses that
 * stand there. Words are read as they stand: what only a variable names is not seen.
 */
export function fetchingRecipes({ name, head }: ArchiveEntry): readonly FetchingRecipe[] {
  if (!makefile.test(name)) return [];
  const rules = rulesOf(new SourceText(head).latin1);
  const reached = reachedByDefault(rules);
  return rules.flatMap(({ targets, recipe }) =>
    recipe.flatMap(({ line, text }) => {
      const shell = text.replace(/^[@+-]+\s*/, "").replaceAll("$$", "$");
      if (fetchesIn(shellOfText(SourceText.fromString(shell))).length === 0) return [];
      const isDefault = targets.some((target) => reached.has(target));
      return [{ name, line, target: targets.join(" "), isDefault }];
    }),
  );
}

/** Rules with their recipes; what other statements say is left out. */
function rulesOf(text: string): readonly Rule[] {
  const rules: Rule[] = [];
  let own: Rule | undefined;
  let isDefinition = false;
  const lines = text.split("\n");
  for (let at = 0; at < lines.length; at++) {
    const line = at + 1;
    let whole = lines[at]!;
    while (whole.endsWith("\\") && at + 1 < lines.length)
      whole = `${whole.slice(0, -1)} ${lines[++at]!.trimStart()}`;
    if (/^\s*(?:define|endef)\b/.test(whole)) isDefinition = /^\s*define\b/.test(whole);
    if (isDefinition) continue;
    if (whole.startsWith("\t")) {
      own?.recipe.push({ line, text: whole.trim() });
      continue;
    }
    // `-include`, `ifdef`, assignments and comments end no recipe, but an assignment is no rule.
    const rule = /^([^\s#:=][^#:=]*?)\s*::?(?!=)([^#;]*)(?:;(.*))?/.exec(whole);
    if (rule === null) {
      // What is read from elsewhere may hold the first target.
      if (/^-?s?include\b|^\.DEFAULT_GOAL\b/.test(whole)) rules.push({ targets: [], needs: [], recipe: [] });
      continue;
    }
    const words = (part: string) => part.split(/\s+/).filter((word) => word !== "" && word !== "|");
    own = { targets: words(rule[1]!), needs: words(rule[2]!), recipe: [] };
    if (rule[3] !== undefined) own.recipe.push({ line, text: rule[3].trim() });
    rules.push(own);
  }
  return rules;
}

/** The targets that `make` without a word comes to, as far as their names are plain. */
function reachedByDefault(rules: readonly Rule[]): ReadonlySet<string> {
  const reached = new Set<string>();
  const first = rules.find(({ targets }) => targets.length === 0 || isGoal(targets[0]!));
  const next = first?.targets.slice(0, 1) ?? [];
  for (let target = next.pop(); target !== undefined; target = next.pop()) {
    if (reached.has(target)) continue;
    reached.add(target);
    for (const { targets, needs } of rules) if (targets.includes(target)) next.push(...needs);
  }
  return reached;
}

/** Special targets and patterns are none that make begins with (GNU make manual, “How make Processes a Makefile”). */
function isGoal(target: string): boolean {
  return (!target.startsWith(".") || target.includes("/")) && !/[%$]/.test(target);
}
