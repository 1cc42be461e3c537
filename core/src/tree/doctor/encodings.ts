import { languageOfPath } from "../../languages/registry";
import type { FileSystem } from "../../platform/fileSystem";
import { isUtf8 } from "../../text/utf8";
import type { Tree } from "../tree";
import { check, count, type Check, type CheckStatus } from "./check";

/** Something in a file that an early tool trips over. */
interface Trouble {
  readonly status: CheckStatus;
  readonly what: string;
  /** Byte offset. */
  readonly at: number;
}

/** Sources that the tools of the bootstrap read, by their endings, beside those that are languages of ours. */
const other = /\.(hex1|hex2|M1|sh)$|\/steps\/(env|bootstrap\.cfg)$/;

/** Whether the sources have line ends, encodings and first bytes that the early tools take. */
export async function checkEncodings(files: FileSystem, tree: Tree): Promise<Check> {
  const details: string[] = [];
  let status: CheckStatus = "good";
  let looked = 0;
  for (const top of [tree.seed, tree.steps]) {
    for (const path of await sourcesBelow(files, top)) {
      const bytes = await files.read(path);
      if (bytes === undefined) continue;
      looked++;
      for (const trouble of troublesOf(path, bytes)) {
        details.push(`${path.slice(tree.root.length + 1)}:${lineAt(bytes, trouble.at)} ${trouble.what}`);
        if (trouble.status === "bad" || status === "good") status = trouble.status;
      }
    }
  }
  const name = "encodings";
  if (status === "good") {
    return check(name, "good", `${count(looked, "source")}: LF line ends, UTF-8, no byte order mark.`);
  }
  return check(
    name,
    status,
    `${count(details.length, "place")} in the sources that the early tools misread.`,
    "Save as UTF-8 without byte order mark, with LF line ends; `git config core.autocrlf false` before a checkout on Windows",
    details,
  );
}

/** What of a file is misread, at most once of each sort. */
function troublesOf(path: string, bytes: Uint8Array): Trouble[] {
  const found: Trouble[] = [];
  // hex0 and hex1 skip whatever is no digit; to all others a CR or a mark is part of a word.
  const skips = /\.hex[01]$/.test(path);
  const status = skips ? "warning" : "bad";
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    found.push({ status, what: "begins with a byte order mark", at: 0 });
  }
  const cr = carriageReturn(bytes);
  if (cr >= 0) found.push({ status, what: "has CRLF line ends", at: cr });
  if (!bytes.includes(0) && !isUtf8(bytes)) {
    const umlaut = bytes.indexOf(0xfc);
    const kaem = languageOfPath(path)?.id === "kaem";
    found.push({
      // The hand-written kaem reads a byte into a register and takes 0xFC for its end-of-file mark.
      status: kaem && umlaut >= 0 ? "bad" : "warning",
      what:
        umlaut >= 0
          ? "is no UTF-8 and holds the byte FC, where the hand-written tools end reading"
          : "is no UTF-8",
      at: Math.max(umlaut, 0),
    });
  }
  return found;
}

function carriageReturn(bytes: Uint8Array): number {
  for (let at = bytes.indexOf(0x0d); at >= 0; at = bytes.indexOf(0x0d, at + 1)) {
    if (bytes[at + 1] === 0x0a) return at;
  }
  return -1;
}

function lineAt(bytes: Uint8Array, offset: number): number {
  let line = 1;
  for (let at = bytes.indexOf(0x0a); at >= 0 && at < offset; at = bytes.indexOf(0x0a, at + 1)) line++;
  return line;
}

async function sourcesBelow(files: FileSystem, folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const { name, kind } of await files.list(folder)) {
    const path = `${folder}/${name}`;
    if (kind === "directory" && name !== ".git") found.push(...(await sourcesBelow(files, path)));
    else if (kind === "file" && (other.test(path) || languageOfPath(path) !== undefined)) found.push(path);
  }
  return found;
}
