const block = 512;
const decoder = new TextDecoder();

/**
 * The files of some names in a tar archive; of two of one name the last. What is no archive, or breaks off, gives what
 * came before. Knows the headers of ustar, pax and GNU tar as far as they name files.
 */
export function filesInTar(archive: Uint8Array, names: readonly string[]): Map<string, Uint8Array> {
  const wanted = new Set(names);
  const found = new Map<string, Uint8Array>();
  let longName: string | undefined;
  for (let at = 0; at + block <= archive.length;) {
    const header = archive.subarray(at, at + block);
    if (header[0] === 0) break;
    const size = octal(header.subarray(124, 136));
    if (size === undefined) break;
    const start = at + block;
    const contents = archive.subarray(start, start + size);
    if (contents.length < size) break;
    const type = String.fromCharCode(header[156]!);
    if (type === "L") longName = textOf(contents);
    else if (type === "x") longName = paxPath(contents) ?? longName;
    else if (type !== "g" && type !== "K") {
      const name = plain(longName ?? ustarName(header));
      if ((type === "0" || type === "\0" || type === "7") && wanted.has(name))
        found.set(name, contents.slice());
      longName = undefined;
    }
    at = start + Math.ceil(size / block) * block;
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

/** `LENGTH path=NAME\n` among the records of a pax header. */
function paxPath(contents: Uint8Array): string | undefined {
  for (let at = 0; at < contents.length;) {
    const length = /^(\d{1,6}) /.exec(decoder.decode(contents.subarray(at, at + 8)))?.[1];
    if (length === undefined || Number(length) === 0) return undefined;
    const record = decoder.decode(contents.subarray(at + length.length + 1, at + Number(length) - 1));
    if (record.startsWith("path=")) return record.slice("path=".length);
    at += Number(length);
  }
  return undefined;
}
