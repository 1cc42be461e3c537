import type { Machine } from "../../platform/machine";
import { RunProblem } from "../problem";

/** The first 8 hex digits of a text's SHA-256. */
async function shortHash(text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return [...digest.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A folder that exists, or the nearest one above it that does. */
async function nearest(machine: Machine, path: string): Promise<string> {
  for (let at = path; at !== ""; at = at.slice(0, at.lastIndexOf("/"))) {
    if ((await machine.disk.status(at)) !== undefined) return at;
  }
  return "/";
}

/**
 * Where a tree's runs go unless the user says otherwise: the user's cache folder (XDG Base Directory Specification),
 * or, where that cannot be written to, a folder of the user's own among the temporary files. The hash of the tree's
 * path keeps two checkouts of one name apart.
 */
export async function defaultTarget(machine: Machine, tree: string, architecture: string): Promise<string> {
  const { facts } = machine;
  const name = tree.slice(tree.lastIndexOf("/") + 1) || "root";
  const below = `bootstrappable/targets/${name}-${await shortHash(tree)}/${architecture}`;
  const configured = facts.variable("XDG_CACHE_HOME");
  const cache = configured?.startsWith("/") === true ? configured : `${facts.home}/.cache`;
  if (await machine.disk.writable(await nearest(machine, `${cache}/${below}`))) return `${cache}/${below}`;
  // Anybody can make a folder of this name among the temporary files, before we do.
  const own = `${facts.temporary}/bootstrappable-${facts.user}`;
  const there = await machine.disk.status(own);
  if (there !== undefined && (there.kind !== "directory" || there.owner !== facts.user)) {
    throw new RunProblem(
      "run/unsafe-target",
      `${own} belongs to somebody else: name a target folder with --target`,
    );
  }
  await machine.disk.makeDirectory(own, 0o700);
  return `${own}/${below}`;
}
