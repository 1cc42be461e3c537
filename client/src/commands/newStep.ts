import path from "node:path";
import { Uri, window, workspace, type ExtensionContext } from "vscode";
import { askCommand, textOf } from "../askCommand";
import type { Forest } from "../tree/forest";
import { passWords } from "../views/steps";
import { chooseTree } from "./chooseTree";

/** What *New Step…* needs to know. */
interface Answers {
  readonly tree: string;
  /** NAME-VERSION */
  readonly name: string;
  /** The step before it, NAME or NAME:PASS; undefined for behind the last build. */
  readonly after?: string;
  readonly url?: string;
  readonly era?: "kaem" | "bash";
}

/**
 * *Bootstrap: New Step…*: asks for name, place, source and shell, has all that a package needs written, and opens it.
 * Nothing that exists is overwritten. `given` answers without being asked.
 */
export async function newStep(context: ExtensionContext, forest: Forest, given: unknown): Promise<void> {
  const answers = isAnswers(given) ? given : await ask(forest);
  if (answers === undefined) return;
  // The files are what it looks at and changes: what is typed must be in them.
  const unsaved = workspace.textDocuments.filter(
    ({ isDirty, uri }) => isDirty && uri.fsPath.startsWith(path.normalize(`${answers.tree}/`)),
  );
  for (const document of unsaved) if (!(await document.save())) return;
  const { status, lines, complaints } = await askCommand(context, commandLine(answers), answers.tree);
  if (status !== 0) {
    void window.showErrorMessage(complaints || `${answers.name} could not be made.`);
    return;
  }
  const written = lines.flatMap((line) => {
    const file = textOf(line, "file");
    return file === undefined
      ? []
      : [{ file: path.resolve(answers.tree, file), isNew: textOf(line, "outcome") === "new" }];
  });
  for (const { file } of written.filter(({ isNew }) => isNew)) {
    await window.showTextDocument(Uri.file(file), { preview: false });
  }
  await forest.lookAgain();
  const todo = lines.map((line) => textOf(line, "todo")).filter((text) => text !== undefined);
  void window.showInformationMessage(
    [`${answers.name}: ${written.length} files written or changed.`, ...todo].join(" "),
  );
}

function isAnswers(given: unknown): given is Answers {
  return textOf(given, "tree") !== undefined && textOf(given, "name") !== undefined;
}

function commandLine({ tree, name, after, url, era }: Answers): string[] {
  return [
    "new-step",
    "--format",
    "json",
    ...(era === undefined ? [] : ["--era", era]),
    ...(after === undefined ? [] : ["--after", after]),
    ...(url === undefined ? [] : ["--url", url]),
    "--",
    name,
    tree,
  ];
}

async function ask(forest: Forest): Promise<Answers | undefined> {
  const tree = await chooseTree(forest);
  const plan = tree === undefined ? undefined : await forest.plan(tree);
  if (tree === undefined || plan === undefined) return undefined;
  const title = "New Step";
  const had = new Set(plan.steps.filter(({ kind }) => kind === "build").map(({ name }) => name));
  const name = await window.showInputBox({
    title,
    prompt: "Name and version of the package",
    placeHolder: "tcc-0.9.27",
    validateInput: (value) => nameProblem(value, had),
  });
  if (name === undefined) return undefined;
  const places = plan.steps
    .filter(({ kind, number }) => kind === "build" && number !== undefined)
    .map((step) => ({
      label: step.name,
      description: [passWords(step), plan.phases[step.phase]!.era]
        .filter((word) => word !== undefined)
        .join(" · "),
      after: `${step.name}:${step.pass ?? 1}`,
    }))
    .reverse();
  const place = await window.showQuickPick(
    places.map((item, index) => (index === 0 ? { ...item, detail: "the last build" } : item)),
    { title, placeHolder: "Behind which build?", matchOnDescription: true },
  );
  if (place === undefined) return undefined;
  const url = await window.showInputBox({
    title,
    prompt: "Address of its source (empty: none yet)",
    placeHolder: `https://example.org/${name}.tar.gz`,
    validateInput: urlProblem,
  });
  if (url === undefined) return undefined;
  const shells = [
    { label: "As its place says", era: undefined },
    { label: "kaem", era: "kaem" as const },
    { label: "bash", era: "bash" as const },
  ];
  const shell = await window.showQuickPick(shells, { title, placeHolder: "Which shell runs its script?" });
  if (shell === undefined) return undefined;
  return {
    tree,
    name,
    after: place.after,
    ...(url !== "" && { url }),
    ...(shell.era !== undefined && { era: shell.era }),
  };
}

/** The command has the last word; this is for typing. */
function nameProblem(value: string, had: ReadonlySet<string>): string | undefined {
  if (had.has(value)) return `There is a ${value} already.`;
  if (!/^[A-Za-z0-9][A-Za-z0-9._+-]*$/.test(value))
    return "Letters, digits and . _ + -, a letter or digit first.";
  return /-[0-9]/.test(value) ? undefined : "NAME-VERSION, as tcc-0.9.27.";
}

function urlProblem(value: string): string | undefined {
  return value === "" || /^(https?|ftp):\/\/[^\s/]+\/\S*[^\s/]$/.test(value)
    ? undefined
    : "The http, https or ftp address of a file.";
}
