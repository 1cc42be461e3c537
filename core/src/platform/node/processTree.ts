import { readdirSync, readFileSync } from "node:fs";

/** Windows has no signals. */
export const canStop = process.platform !== "win32";

/** Times that the processes of a tree are looked for again: each round stops what those of the round before began. */
const ROUNDS = 20;

/** Ids of all processes that the system tells of, with those of their parents. Throws where there is no /proc. */
function parents(): ReadonlyMap<number, { readonly parent: number; readonly state: string }> {
  const found = new Map<number, { parent: number; state: string }>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "latin1");
      // proc_pid_stat(5): the name in parentheses may have blanks and parentheses of its own.
      const [state = "", parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      found.set(Number(name), { parent: Number(parent), state });
    } catch {
      // It ended meanwhile.
    }
  }
  return found;
}

/** A process and all that it began, and what those began: each behind its parent. Stopped and dead ones are marked. */
function treeOf(root: number): readonly { readonly id: number; readonly still: boolean }[] {
  const all = parents();
  const children = new Map<number, number[]>();
  for (const [id, { parent }] of all) {
    const there = children.get(parent);
    if (there === undefined) children.set(parent, [id]);
    else there.push(id);
  }
  const tree = all.has(root) ? [root] : [];
  for (let at = 0; at < tree.length; at++) tree.push(...(children.get(tree[at]!) ?? []));
  // T: stopped; t: by a debugger; Z, X: dead.
  return tree.map((id) => ({ id, still: /^[TtZX]/.test(all.get(id)!.state) }));
}

function signal(id: number, name: "SIGSTOP" | "SIGCONT"): boolean {
  try {
    process.kill(id, name);
    return true;
  } catch {
    // It ended meanwhile, or is a group that has ended.
    return false;
  }
}

/**
 * Stops a process (a leader of its group) and all that came of it, wherever in groups and sessions they are: who has
 * lost its parent belongs to the first of its namespace, which came of it, too. The result lets those go on that ran
 * before.
 */
export function stopTree(root: number): () => void {
  if (!canStop) return () => undefined;
  if (process.platform !== "linux") {
    // Nobody leaves the group there: what runs there are machines, which are a process each.
    return signal(-root, "SIGSTOP") ? () => void signal(-root, "SIGCONT") : () => undefined;
  }
  const stopped = new Set<number>();
  // A parent before its children: who is stopped begins no others.
  for (let round = 0; round < ROUNDS; round++) {
    const running = treeOf(root).filter(({ id, still }) => !still && !stopped.has(id));
    if (running.length === 0) break;
    for (const { id } of running) if (signal(id, "SIGSTOP")) stopped.add(id);
  }
  // The children first: they are there when their parents look.
  return () => [...stopped].reverse().forEach((id) => signal(id, "SIGCONT"));
}
