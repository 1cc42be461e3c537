const block = 512;
const decoder = new TextDecoder();

/** No source file is larger; nor is a name or a header that tells one. */
const largestFile = 16 << 20;
const largestHeader = 64 << 10;

/** By name what is in a file; undefined for what cannot be told: a link, or a file of more than 16 MiB. */
export type FilesInTar = ReadonlyMap<string, Uint8Array | undefined>;

/**
 * What a tar archive has under some names; of two of one name the last. What is no archive, or breaks off, gives what
 * came before. Knows the headers of ustar, pax and GNU tar as far as they name files.
 */
export function filesInTar(archive: Uint8Array, names: readonly string[]): FilesInTar {
  const wanted = new Set(names);
  const found = new Map<string, Uint8Array | undefined>();
  let longName: string | undefined;
  for (let at = 0; at + block <= archive.length;) {
    const header = archive.subarray(at, at + block);
    if (header[0] === 0) break;
    const size = octal(header.subarray(124, 136));
    if (size === undefined) break;
    const type = String.fromCharCode(header[156]!);
    const start = at + block;
    // A folder's may be the room that it is to have.
    const contents = archive.subarray(start, type === "5" ? start : start + size);
    if (contents.length < size && type !== "5") break;
    if (type === "L") longName = size > largestHeader ? undefined : textOf(contents);
    else if (type === "x") longName = size > largestHeader ? undefined : (paxPath(contents) ?? longName);
    else if (type !== "g" && type !== "K") {
      const name = plain(longName ?? ustarName(header));
      longName = undefined;
      if (wanted.has(name)) {
        const isFile = type === "0" || type === "\0" || type === "7";
        // A copy: the archive need not be kept for it.
        found.set(name, isFile && size <= largestFile ? new Uint8Array(contents) : undefined);
      }
    }
    at = start + Math.ceil(contents.length / block) * block;
  }
  return found;
}

function ustarName(header: Uint8Array): string {
  const name = textOf(header.subarray(0, 100));
  const prefix = textOf(header.subarray(257, 262)) === "ustar" ? textOf(header.subarray(345, 500)) : "";
  return prefix === "" ? name : `${prefix}/${name}`;
}

function plain(name: string): string {
  return name.replace(/^(?:\.\/)+/, "");
}

/** Up to the first NUL. */
function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return decoder.decode(end < 0 ? bytes : bytes.subarray(0, end));
}

/** A number of a header; undefined for what is none, and for sizes that only other forms can write. */
function octal(bytes: Uint8Array): number | undefined {
  const text = textOf(bytes).trim();
  return /^[0-7]{1,12}$/.test(text) ? parseInt(text, 8) : undefined;
}

/** The last `LENGTH path=NAME\n` among the records of a pax header. */
function paxPath(contents: Uint8Array): string | undefined {
  let name: string | undefined;
  for (let at = 0; at < contents.length;) {
    const length = /^(\d{1,5}) /.exec(decoder.decode(contents.subarray(at, at + 6)))?.[1];
    // The length counts itself.
    if (length === undefined || Number(length) <= length.length + 1) break;
    const record = decoder.decode(contents.subarray(at + length.length + 1, at + Number(length) - 1));
    if (record.startsWith("path=")) name = record.slice("path=".length);
    at += Number(length);
  }
  return name;
}
