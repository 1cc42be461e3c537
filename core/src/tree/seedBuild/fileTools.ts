import { resolvePath } from "../../languages/kaem/paths";
import { catm as joined } from "../../assemble/catm";
import { input, output, ProgramProblem, type Program } from "./program";

/** `catm OUT IN…` */
export const catm: Program = async (call) => {
  const [to, ...names] = call.words;
  if (to === undefined) throw new ProgramProblem("it takes an output and sources");
  const inputs = await Promise.all(names.map(async (name) => ({ name, bytes: await input(call, name) })));
  await output(call, to, joined(inputs));
  return 0;
};

/** `cp [-v] IN… OUT`, OUT being a file or a folder. */
export const cp: Program = async (call) => {
  const names = call.words.filter((word) => word !== "-v" && word !== "--verbose");
  const to = names.pop();
  if (to === undefined || names.length === 0) throw new ProgramProblem("it takes sources and a destination");
  const folder = await call.files.isFolder(resolvePath(call.directory, to));
  for (const name of names) {
    const bytes = await input(call, name);
    await output(call, folder ? `${to}/${name.slice(name.lastIndexOf("/") + 1)}` : to, bytes);
  }
  return 0;
};

/** `mkdir [-p] [-m MODE] FOLDER…` */
export const mkdir: Program = async ({ words, directory, files }) => {
  let parents = false;
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (word === "-p" || word === "--parents") parents = true;
    else if (word === "-m" || word === "--mode") at++;
    else {
      const folder = resolvePath(directory, word);
      const inTheWay = await files.exists(folder);
      const there = inTheWay || (await files.isFolder(folder));
      if (inTheWay || (!parents && (there || !(await files.isFolder(resolvePath(folder, "..")))))) {
        throw new ProgramProblem(`Could not create directory ${word}`);
      }
      files.addFolder(folder);
    }
  }
  return 0;
};

/** `chmod MODE FILE…`: nothing here looks at permissions. */
export const chmod: Program = async ({ words, directory, files }) => {
  const names = words.filter((word) => word !== "-v" && word !== "--verbose").slice(1);
  for (const name of names) {
    const path = resolvePath(directory, name);
    if (!(await files.exists(path)) && !(await files.isFolder(path)))
      throw new ProgramProblem(`${name} does not exist`);
  }
  return 0;
};

/** `rm FILE…` */
export const rm: Program = async ({ words, directory, files }) => {
  for (const name of words) {
    const path = resolvePath(directory, name);
    if (!(await files.exists(path)) && !(await files.isFolder(path)))
      throw new ProgramProblem(`${name} does not exist`);
    files.remove(path);
  }
  return 0;
};

/** `match A B` */
export const match: Program = ({ words }) =>
  Promise.resolve(words.length === 2 && words[0] === words[1] ? 0 : 1);

/** `checksum-transcriber SOURCES`: a list for `sha256sum -c` of the distfiles that a step's sources name. */
export const checksumTranscriber: Program = async (call) => {
  const [name] = call.words;
  if (name === undefined || call.words.length !== 1) throw new ProgramProblem("it takes one file");
  const distfiles = call.environment.get("DISTFILES")?.value;
  if (distfiles === undefined) throw new ProgramProblem("DISTFILES is not set");
  const lines: string[] = [];
  for (const line of new TextDecoder().decode(await input(call, name)).split("\n")) {
    if (line === "") continue;
    const [kind, url = "", hash = "", given] = line.split(" ");
    if (kind !== "f" && kind !== "file")
      throw new ProgramProblem(`${name}: it knows sources of the kind f only`);
    lines.push(`${hash}  ${distfiles}/${given ?? url.slice(url.lastIndexOf("/") + 1)}\n`);
  }
  await output(call, `${name}.SHA256SUM`, new TextEncoder().encode(lines.join("")));
  return 0;
};
