import type { Machine, MachineFacts } from "../../platform/machine";
import { RunProblem } from "../problem";

/** The first 8 hex digits of a text's SHA-256. */
export async function shortHash(text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return [...digest.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A folder that exists, or the nearest one above it that does. */
async function nearest(machine: Pick<Machine, "disk">, path: string): Promise<string> {
  for (let at = path; at !== ""; at = at.slice(0, at.lastIndexOf("/"))) {
    if ((await machine.disk.status(at)) !== undefined) return at;
  }
  return "/";
}

/** The user's folders of the XDG Base Directory Specification: what can be made again, and what cannot. */
const kinds = {
  cache: ["XDG_CACHE_HOME", ".cache"],
  state: ["XDG_STATE_HOME", ".local/state"],
} as const;

/** Where things of a kind lie: the usual folder, and the one for when that cannot be written to. */
export function ownFolders(
  facts: MachineFacts,
  kind: keyof typeof kinds,
): readonly [usual: string, temporary: string] {
  const [variable, below] = kinds[kind];
  const configured = facts.variable(variable);
  const usual = configured?.startsWith("/") === true ? configured : `${facts.home}/${below}`;
  return [usual, `${facts.temporary}/bootstrappable-${facts.user}`];
}

/**
 * A folder for things of a kind: the usual one, or, where that cannot be written to, one of the user's own among the
 * temporary files. `below` is not made.
 */
export async function writableFolder(
  machine: Pick<Machine, "facts" | "disk">,
  kind: keyof typeof kinds,
  below: string,
): Promise<string> {
  const { facts, disk } = machine;
  const [usual, own] = ownFolders(facts, kind);
  if (await disk.writable(await nearest(machine, `${usual}/${below}`))) return `${usual}/${below}`;
  if ((await ownerOf(machine, own)) === "somebody else") {
    throw new RunProblem(
      "run/unsafe-target",
      `${own} belongs to somebody else: name a target folder with --target`,
    );
  }
  await disk.makeDirectory(own, 0o700);
  return `${own}/${below}`;
}

/** Those of {@link ownFolders} that may be looked into: that among the temporary files only where this user has made it. */
export async function ownFoldersThere(
  machine: Pick<Machine, "facts" | "disk">,
  kind: keyof typeof kinds,
): Promise<readonly string[]> {
  const [usual, temporary] = ownFolders(machine.facts, kind);
  return (await ownerOf(machine, temporary)) === "us" ? [usual, temporary] : [usual];
}

/** Whose a folder among the temporary files is: anybody can make it, or a link, before we do. Undefined for one that is not there. */
async function ownerOf(
  { facts, disk }: Pick<Machine, "facts" | "disk">,
  folder: string,
): Promise<"us" | "somebody else" | undefined> {
  const there = await disk.status(folder);
  if (there === undefined) return undefined;
  return there.kind === "directory" && there.owner === facts.user ? "us" : "somebody else";
}

/**
 * Where a tree's runs go unless the user says otherwise: the user's cache folder. The hash of the tree's path keeps two
 * checkouts of one name apart.
 */
export async function defaultTarget(machine: Machine, tree: string, architecture: string): Promise<string> {
  return writableFolder(machine, "cache", `${targetsFolder}/${await folderOfTree(tree)}/${architecture}`);
}

/** Where all trees' targets are, below the user's cache. */
export const targetsFolder = "bootstrappable/targets";

/** What the folder with a tree's targets is called. */
export async function folderOfTree(tree: string): Promise<string> {
  const name = tree.slice(tree.lastIndexOf("/") + 1) || "root";
  return `${name}-${await shortHash(tree)}`;
}
