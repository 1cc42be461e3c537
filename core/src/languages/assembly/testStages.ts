import { architectureDirectory, type Architecture } from "../../tree/configuration";
import { MemoryFileSystem } from "../../platform/memory";
import { fixture } from "../../testing/fixture";
import { Workspace } from "../../tree/workspace";
import type { Document } from "../language";
import { languageOfPath } from "../registry";

const seed = "/t/seed/stage0-posix";

/** The tools that a source can be for, and the ending of its name. */
const endings = { hex0: "hex0", hex1: "hex1", "hex2-0": "hex2", hex2: "hex2", M0: "M1", M1: "M1" } as const;

export type Tool = keyof typeof endings;

/** How a tree builds a program of one source with a tool, behind `head` where that is given. */
function script(folder: string, architecture: Architecture, tool: Tool, more: readonly string[]): string {
  const at = (name: string) => `./${folder}/${name}`;
  const source = at(`source.${endings[tool]}`);
  const options = `--architecture ${architecture} --little-endian`;
  const inputs = [...more.map(at), source];
  const joined = [
    `${at("artifact/catm")} ${at("artifact/all")} ${inputs.join(" ")}`,
    at("artifact/all"),
  ] as const;
  const list = inputs.map((input) => `-f ${input}`).join(" ");
  switch (tool) {
    case "hex0":
    case "hex1":
      return `${at(`artifact/${tool}`)} ${source} ${at("out")}`;
    case "hex2-0":
      return `${joined[0]}\n${at("artifact/hex2-0")} ${joined[1]} ${at("out")}`;
    case "hex2":
      return `${at("bin/hex2")} ${options} ${list} -o ${at("out")}`;
    case "M0":
      return `${joined[0]}\n${at("artifact/M0")} ${joined[1]} ${at("artifact/made")}\n${at("artifact/hex2-0")} ${at("artifact/made")} ${at("out")}`;
    case "M1":
      return `${at("bin/M1")} ${options} ${list} -o ${at("artifact/made")}\n${at("bin/hex2")} ${options} -f ${at("artifact/made")} -o ${at("out")}`;
  }
}

/**
 * A source of a tree that assembles it with one tool. `‸` and `⟦…⟧` mark places in it.
 *
 * @param others texts of the sources that come before it in the program, by name
 * @param build what the script says instead; `F` stands for the architecture's folder
 */
export function openForTool(
  architecture: Architecture,
  tool: Tool,
  marked: string,
  { others = {}, build }: { others?: Readonly<Record<string, string>>; build?: string } = {},
) {
  const found = fixture(marked);
  const folder = architectureDirectory(architecture);
  const path = `${seed}/${folder}/source.${endings[tool]}`;
  const commands =
    build?.replaceAll("F/", `./${folder}/`) ?? script(folder, architecture, tool, Object.keys(others));
  const files = {
    "/t/steps/manifest": "",
    [`${seed}/kaem.${architecture}`]: `./bootstrap-seeds/POSIX/${folder}/kaem-optional-seed ./${folder}/mini.kaem\n`,
    [`${seed}/${folder}/mini.kaem`]: `${commands}\n`,
    ...Object.fromEntries(Object.entries(others).map(([name, text]) => [`${seed}/${folder}/${name}`, text])),
  };
  const plain = found.text.slice({ start: 0, end: found.text.length });
  const workspace = new Workspace(new MemoryFileSystem({ ...files, [path]: plain }));
  const language = languageOfPath(path)!;
  const document: Document = { language: language.id, path, text: found.text, workspace };
  return { document, language, workspace, path, ...found };
}
