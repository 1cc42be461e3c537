import type { ChoiceMade, ConfigurationAnswer } from "@bootstrappable/server/protocol";
import { QuickPickItemKind, window, type QuickPickItem } from "vscode";
import type { Forest } from "../tree/forest";
import { chooseTree } from "./chooseTree";

/** What the modes are, for who has to choose one. */
const modeWords: Readonly<Record<string, string>> = {
  chroot: "in a chroot of this machine",
  bwrap: "in a sandbox of bubblewrap: the same steps as chroot",
  qemu: "in QEMU, from builder-hex0 on: kernels are bootstrapped",
  "qemu-kernel": "in QEMU, on a Linux kernel of yours",
  "bare-metal": "on a real machine, from builder-hex0 on: kernels are bootstrapped",
};

interface Offer extends QuickPickItem {
  /** What picking it leads to: the choice, undefined for none at all; or nothing, where the person gave up. */
  readonly ask?: () => Promise<{ readonly choice: ChoiceMade | undefined } | undefined>;
}

/**
 * *Choose Configuration…*: what a tree is seen under. `given` chooses without asking: `tree`, and the parts of the
 * choice. Asks again until the person has enough, since one change seldom comes alone.
 */
export async function chooseConfiguration(forest: Forest, given: unknown): Promise<void> {
  if (typeof given === "object" && given !== null && ("choice" in given || "tree" in given)) {
    const { tree = await forest.current(), choice } = given as { tree?: string; choice?: ChoiceMade };
    if (tree !== undefined) await forest.choose(tree, choice);
    return;
  }
  const root = await chooseTree(forest);
  while (root !== undefined) {
    const configuration = await forest.configuration(root);
    if (configuration === undefined) return;
    const placeHolder = `What the plan is shown under${sourceWords(configuration)}. Escape when done.`;
    const items = offers(configuration, forest.choice(root) ?? {});
    const answer = await (await window.showQuickPick(items, { placeHolder }))?.ask?.();
    if (answer === undefined) return;
    await forest.choose(root, answer.choice);
  }
}

function sourceWords({ source }: ConfigurationAnswer): string {
  if (source === "file") return ", from steps/bootstrap.cfg";
  return source === "default" ? ", as long as nothing is chosen" : "";
}

function offers(configuration: ConfigurationAnswer, choice: ChoiceMade): Offer[] {
  const { architecture, architectures, mode, modes, variables, source } = configuration;
  const { variables: chosen = {} } = choice;
  return [
    {
      label: "$(circuit-board) Architecture",
      description: architecture ?? "unset",
      ask: () => pickInto(architectures, architecture, (value) => ({ ...choice, architecture: value })),
    },
    {
      label: "$(vm) Mode",
      description: mode ?? "none that rootfs.py knows",
      ask: () => pickInto(modes, mode, (value) => ({ ...choice, mode: value }), { words: modeWords }),
    },
    { label: "variables of the manifest's predicates", kind: QuickPickItemKind.Separator },
    ...variables.map(({ name, value, compared }) => ({
      label: `$(symbol-variable) ${name}`,
      description: `${value ?? "unset"}${name in chosen ? " · chosen" : ""}`,
      ask: () =>
        pickInto(
          valuesOf(compared, value),
          value,
          (picked) => ({ ...choice, variables: { ...chosen, [name]: picked } }),
          { free: true },
        ),
    })),
    ...(source === "chosen"
      ? [
          { label: "", kind: QuickPickItemKind.Separator },
          {
            label: "$(discard) Take back all choices",
            ask: () => Promise.resolve({ choice: undefined }),
          },
        ]
      : []),
  ];
}

/** The values worth offering for a variable: those that make a difference, and what it holds now. */
function valuesOf(compared: readonly string[], value: string | undefined): readonly string[] {
  const truths = compared.some((one) => one === "True" || one === "False") ? ["True", "False"] : [];
  return [...new Set([...truths, ...compared, ...(value === undefined ? [] : [value])])];
}

async function pickInto(
  values: readonly string[],
  current: string | undefined,
  make: (value: string) => ChoiceMade,
  { words = {}, free = false }: { words?: Readonly<Record<string, string>>; free?: boolean } = {},
): Promise<{ readonly choice: ChoiceMade } | undefined> {
  const items = values.map((value) => ({
    label: value === "" ? "(empty)" : value,
    description: [words[value], value === current ? "now" : undefined]
      .filter((part) => part !== undefined)
      .join(" · "),
    value,
  }));
  const another = free ? [{ label: "$(edit) Another value…", description: "", value: undefined }] : [];
  const picked = await window.showQuickPick([...items, ...another], { placeHolder: "Which value?" });
  if (picked === undefined) return undefined;
  const value = picked.value ?? (await window.showInputBox({ prompt: "Value", value: current ?? "" }));
  return value === undefined ? undefined : { choice: make(value) };
}
