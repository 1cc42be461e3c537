import type { Dialect } from "./syntax";

/**
 * The shell that runs a script, from its path (with `/`) alone: stage0-posix's `kaem.<arch>`, its
 * `mescc-tools-seed-kaem.kaem` and `mescc-tools-mini-kaem.kaem` and live-bootstrap's `preseeded.kaem` run in the
 * hand-written kaem, everything else in the full one.
 */
export function dialectOfPath(path: string): Dialect {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const minimal = /^kaem\.(x86|amd64|aarch64|riscv32|riscv64)$|-(seed|mini)-kaem\.kaem$|^preseeded\.kaem$/;
  return minimal.test(name) ? "minimal" : "full";
}

/** Whether a path without a telling ending is a kaem script: `kaem.run`, a jump's `kaem.run.N`, and `kaem.<arch>`. */
export function isKaemPath(path: string): boolean {
  return /(^|\/)kaem\.(run|run\.\d+|x86|amd64|aarch64|riscv32|riscv64)$/.test(path);
}
