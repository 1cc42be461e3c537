import { withoutPassword } from "./redirects";
import type { Commit, WantedDistfile } from "./wanted";

/** Where a file can come from. */
export type Origin =
  | { readonly kind: "http"; readonly url: string }
  /** A folder's file; an absolute path. */
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "git"; readonly commit: Commit };

/** A mirror: a folder, here or on a server, that has distfiles by their names. */
export type Mirror =
  | { readonly kind: "http"; readonly base: string }
  /** An absolute path. */
  | { readonly kind: "folder"; readonly path: string };

/**
 * The places to ask, in order: mirrors, then the URLs of `sources`, then the repositories, where git may be used. What
 * is generated from a repository depends on the versions of git and gzip, so it comes last.
 */
export function originsOf(
  { name, urls, commits }: WantedDistfile,
  mirrors: readonly Mirror[],
  git: boolean,
): Origin[] {
  return [
    ...mirrors.map((mirror): Origin => {
      if (mirror.kind === "folder")
        return { kind: "file", path: `${mirror.path.replace(/\/+$/, "")}/${name}` };
      return { kind: "http", url: `${mirror.base.replace(/\/+$/, "")}/${encodeURIComponent(name)}` };
    }),
    ...urls.map((url): Origin => ({ kind: "http", url })),
    ...(git ? commits.map((commit): Origin => ({ kind: "git", commit })) : []),
  ];
}

/** A place as a person is told of it. */
export function originInWords(origin: Origin): string {
  switch (origin.kind) {
    case "http":
      return withoutPassword(origin.url);
    case "file":
      return origin.path;
    case "git":
      return `${withoutPassword(origin.commit.repository)} at ${origin.commit.reference}`;
  }
}

/** The same in another order. `random` gives numbers from 0 up to, but not with, 1. */
export function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  const mixed = [...items];
  for (let at = mixed.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [mixed[at], mixed[other]] = [mixed[other]!, mixed[at]!];
  }
  return mixed;
}
