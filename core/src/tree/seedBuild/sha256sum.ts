import { parseChecksums } from "../../languages/checksums/parser";
import { resolvePath } from "../../languages/kaem/paths";
import { SourceText } from "../../text/sourceText";
import { input, output, ProgramProblem, sha256Of, type Program, type ProgramCall } from "./program";
import { UnknownFile } from "./rootFiles";

/** mescc-tools-extra's `sha256sum [-c] [-o OUT] FILE…`. */
export const sha256sum: Program = async (call) => {
  const names: string[] = [];
  let to: string | undefined;
  let check = false;
  for (let at = 0; at < call.words.length; at++) {
    const word = call.words[at]!;
    if (word === "-c" || word === "--check") check = true;
    else if (word === "-o" || word === "--output") to = call.words[++at];
    else names.push(word);
  }
  if (check) {
    let right = true;
    for (const name of names) right = (await checkList(call, name)) && right;
    return right ? 0 : 1;
  }
  const lines = await Promise.all(
    names.map(async (name) => `${await sha256Of(await input(call, name))}  ${name}\n`),
  );
  if (to !== undefined) await output(call, to, new TextEncoder().encode(lines.join("")));
  return 0;
};

async function checkList(call: ProgramCall, list: string): Promise<boolean> {
  const text = new SourceText(await input(call, list));
  const { lines, malformed } = parseChecksums(text);
  if (malformed.length > 0) throw new ProgramProblem(`${list}: a line is no checksum`);
  let right = true;
  for (const { name, hash, range } of lines) {
    const path = resolvePath(call.directory, name);
    const actual = await sumOf(call, path, name);
    const expected = hash.toLowerCase();
    const at = resolvePath(call.directory, list);
    call.checked({ path, list: at, line: text.lineAt(range.start), expected, actual });
    if (actual !== undefined && actual !== expected) right = false;
  }
  return right;
}

/** The sum of a file; undefined where only a program that was not executed would have made it. */
async function sumOf(call: ProgramCall, path: string, name: string): Promise<string | undefined> {
  try {
    const bytes = await call.files.read(path);
    if (bytes === undefined) throw new ProgramProblem(`${name} does not exist`);
    return await sha256Of(bytes);
  } catch (problem) {
    if (problem instanceof UnknownFile) return undefined;
    throw problem;
  }
}
