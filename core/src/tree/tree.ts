/** A bootstrap tree in live-bootstrap's layout. All paths are absolute, with `/`. */
export interface Tree {
  readonly root: string;
  /** steps/manifest */
  readonly manifest: string;
  /** steps/ */
  readonly steps: string;
  /** seed/ */
  readonly seed: string;
  /** seed/stage0-posix/ */
  readonly stage0: string;
  /** distfiles/ */
  readonly distfiles: string;
}

/** The places of a tree whose top folder is `root`. Looks at nothing. */
export function treeAt(root: string): Tree {
  return {
    root,
    manifest: `${root}/steps/manifest`,
    steps: `${root}/steps`,
    seed: `${root}/seed`,
    stage0: `${root}/seed/stage0-posix`,
    distfiles: `${root}/distfiles`,
  };
}
