import type { Tree } from "./tree";

/** The folder of a package's step, an absolute path. */
export function packageFolder(tree: Tree, name: string): string {
  return `${tree.steps}/${name}`;
}

/**
 * The script of a step as seed/script-generator.c names it: `passN.kaem` until bash is built and `passN.sh` from then
 * on, in the package's folder; `improve/NAME.sh`, `jump/NAME.sh`. An uninstall has none. `pass` is 1-based.
 */
export function scriptPath(
  tree: Tree,
  step: {
    readonly kind: "build" | "improve" | "jump" | "uninstall";
    readonly name: string;
    readonly pass: number | undefined;
    readonly era: "kaem" | "bash";
  },
): string | undefined {
  switch (step.kind) {
    case "build":
      return `${packageFolder(tree, step.name)}/${passScript(step.pass ?? 1, step.era)}`;
    case "improve":
    case "jump":
      return `${tree.steps}/${step.kind}/${step.name}.sh`;
    case "uninstall":
      return undefined;
  }
}

/** The file name of a pass's script; passes count from 1. */
export function passScript(pass: number, era: "kaem" | "bash"): string {
  return `pass${pass}.${era === "kaem" ? "kaem" : "sh"}`;
}

/** Where below steps/ a script lies: the name of its folder there, and its own. */
export function scriptPlace(
  step: Parameters<typeof scriptPath>[1],
): readonly [folder: string, file: string] | undefined {
  if (step.kind === "uninstall") return undefined;
  return step.kind === "build"
    ? [step.name, passScript(step.pass ?? 1, step.era)]
    : [step.kind, `${step.name}.sh`];
}
