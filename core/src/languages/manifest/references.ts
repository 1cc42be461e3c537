import { configurationPath } from "../../tree/discover";
import { hashesOfStep } from "../../tree/stepHashes";
import { parseConfiguration } from "../../tree/configuration";
import type { Document, Target } from "../language";
import type { Highlight } from "../services";
import { contextOf, directiveAt, type Context } from "./context";
import { nameAt, type Name } from "./names";
import type { Directive } from "./syntax";
import { argumentUses, variableUses, type Use } from "./uses";

interface Named {
  readonly context: Context;
  readonly directive: Directive;
  readonly name: Name;
}

/** What a byte offset of a manifest names. */
export async function namedAt(document: Document, offset: number): Promise<Named | undefined> {
  const context = await contextOf(document);
  const directive = directiveAt(context, offset)?.directive;
  const name = directive && nameAt(directive, offset);
  return directive && name && { context, directive, name };
}

/** Where a manifest uses a name. */
export function usesOf({ context, directive, name }: Named): Use[] {
  return name.kind === "argument"
    ? argumentUses(context.manifest, directive, name.word)
    : variableUses(context.manifest, name.word.text);
}

/**
 * Every place that names what is under the cursor: all passes and uninstalls of a package with its hashes, all uses of a
 * script, all defines and tests of a variable with its line of bootstrap.cfg.
 */
export async function references(document: Document, offset: number): Promise<readonly Target[]> {
  const named = await namedAt(document, offset);
  const { path } = document;
  if (named === undefined || path === undefined) return [];
  const targets: Target[] = usesOf(named).map(({ word }) => ({ path, range: word.range }));
  const { context, directive, name } = named;
  if (name.kind !== "argument")
    for (const each of await configured(context, name.word.text)) targets.push(each);
  else if (directive.kind === "build" || directive.kind === "uninstall") {
    const { surroundings } = context;
    if (surroundings !== undefined) {
      for (const each of await hashesOfStep(surroundings.workspace, surroundings.tree, name.word.text))
        targets.push(each);
    }
  }
  return targets;
}

/** The uses of what is under the cursor within the manifest. */
export async function highlights(document: Document, offset: number): Promise<readonly Highlight[]> {
  const named = await namedAt(document, offset);
  if (named === undefined) return [];
  return usesOf(named).map(({ word, write }) => ({ range: word.range, write }));
}

async function configured({ surroundings }: Context, name: string): Promise<Target[]> {
  if (surroundings === undefined) return [];
  const path = configurationPath(surroundings.tree);
  const text = await surroundings.workspace.text(path);
  if (text === undefined) return [];
  const entries = parseConfiguration(text).entries.filter((entry) => entry.name === name);
  return entries.map(({ nameRange }) => ({ path, range: nameRange }));
}
