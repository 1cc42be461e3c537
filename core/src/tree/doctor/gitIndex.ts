/** A file, link or submodule that git tracks. */
export interface IndexEntry {
  /** Relative to the top of the work tree, with `/`. */
  readonly path: string;
  /** `commit` is a submodule, pinned to the object. */
  readonly kind: "file" | "link" | "commit";
  /** SHA-1 of the blob or commit, 40 hex digits. */
  readonly object: string;
  /** Whether git was told not to expect it in the work tree (a sparse checkout). */
  readonly skipped: boolean;
}

const HEADER = 12;
/** Bytes of an entry before its flags: times, device, inode, mode, owner, size, SHA-1. */
const BEFORE_FLAGS = 60;
const EXTENDED = 0x4000;
const SKIP_WORKTREE = 0x4000;

/**
 * Reads `.git/index`, versions 2 to 4, as gitformat-index(5) describes it, for repositories of SHA-1. Undefined for
 * anything else.
 */
export function parseIndex(bytes: Uint8Array): readonly IndexEntry[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER || view.getUint32(0) !== 0x44495243) return undefined;
  const version = view.getUint32(4);
  if (version < 2 || version > 4) return undefined;
  const entries: IndexEntry[] = [];
  const decoder = new TextDecoder();
  let name = new Uint8Array();
  let at = HEADER;
  for (let left = view.getUint32(8); left > 0; left--) {
    const start = at;
    if (start + BEFORE_FLAGS + 4 > bytes.length) return undefined;
    const extended = version > 2 && (view.getUint16(start + BEFORE_FLAGS) & EXTENDED) !== 0;
    const skipped = extended && (view.getUint16(start + BEFORE_FLAGS + 2) & SKIP_WORKTREE) !== 0;
    at = start + BEFORE_FLAGS + (extended ? 4 : 2);
    let kept = 0;
    if (version === 4) {
      const [strip, next] = variableNumber(bytes, at);
      kept = name.length - strip;
      if (kept < 0) return undefined;
      at = next;
    }
    const end = bytes.indexOf(0, at);
    if (end < 0) return undefined;
    const whole = new Uint8Array(kept + end - at);
    whole.set(name.subarray(0, kept));
    whole.set(bytes.subarray(at, end), kept);
    name = whole;
    // Up to version 3 one to eight NULs make the entry's length a multiple of eight.
    at = version === 4 ? end + 1 : start + ((end - start + 8) & ~7);
    const object = hex(bytes.subarray(start + 40, start + BEFORE_FLAGS));
    entries.push({ path: decoder.decode(name), kind: kindOf(view.getUint32(start + 24)), object, skipped });
  }
  return entries;
}

/** The number that git's `encode_varint` wrote at an offset, and the offset behind it. */
function variableNumber(bytes: Uint8Array, at: number): [value: number, next: number] {
  let byte = bytes[at++] ?? 0;
  let value = byte & 0x7f;
  while ((byte & 0x80) !== 0) {
    byte = bytes[at++] ?? 0;
    value = (value + 1) * 128 + (byte & 0x7f);
  }
  return [value, at];
}

function kindOf(mode: number): IndexEntry["kind"] {
  const type = mode >>> 12;
  if (type === 0o16) return "commit";
  return type === 0o12 ? "link" : "file";
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
