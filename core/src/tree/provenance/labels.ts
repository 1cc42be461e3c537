import type { ProvenanceNode } from "./graph";

/** How a node is called where there is little room. */
export interface Label {
  readonly title: string;
  /** A second line; empty for none. */
  readonly detail: string;
  /** All that is known, in lines. */
  readonly full: string;
}

/** In characters. */
const widest = 32;

export function labelOf({ kind, label, command, size }: ProvenanceNode): Label {
  const full = command === undefined ? label : `${label}\n${command}`;
  switch (kind) {
    case "seed":
      return { title: basename(label), detail: `seed, ${bytes(size)}`, full };
    case "source":
      return { title: shortened(label), detail: "", full };
    case "distfile":
      return {
        title: basename(label),
        detail: size === undefined ? "distfile" : `distfile, ${bytes(size)}`,
        full,
      };
    case "artifact":
      return {
        title: shortened(label),
        detail: command === undefined ? "left by a command before" : words(command),
        full,
      };
    case "command":
      return { title: basename(label), detail: words(command ?? ""), full };
    case "files":
      return {
        title: label.startsWith("/") ? shortened(label) : "what was installed before",
        detail: size === 1 ? "1 file" : `${size ?? 0} files`,
        full: label.startsWith("/") ? `what lies in ${label} by then` : "what was installed by then",
      };
    case "step":
      return { title: label, detail: "step", full };
    case "missing":
      return { title: shortened(label), detail: "nothing is known to make it", full };
  }
}

/** `229 bytes`, `1 byte`; of an unknown size nothing is said but that. */
function bytes(size: number | undefined): string {
  if (size === undefined) return "of unknown size";
  return size === 1 ? "1 byte" : `${size.toLocaleString("en")} bytes`;
}

/** A command with the last parts of its paths only. */
function words(command: string): string {
  const short = command
    .split(" ")
    .map((word) => (word.includes("/") && !word.endsWith("/") ? basename(word) : word))
    .join(" ");
  return short.length <= widest ? short : `${short.slice(0, widest - 1)}…`;
}

/** The end of a path tells more than its start. */
function shortened(path: string): string {
  if (path.length <= widest) return path;
  const from = path.indexOf("/", path.length - widest);
  return `…${path.slice(from < 0 || from > path.length - 8 ? path.length - widest + 1 : from)}`;
}

function basename(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
