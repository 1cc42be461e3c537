import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { toolNamed } from "./index";

/** A live-bootstrap checkout with submodules. */
const root = process.env["BOOTSTRAPPABLE_UPSTREAM"];

/** Where `main` of each tool reads its arguments, below seed/stage0-posix. */
const programs: Readonly<Record<string, string>> = {
  M1: "mescc-tools/M1-macro.c",
  hex2: "mescc-tools/hex2.c",
  "blood-elf": "mescc-tools/blood-elf.c",
  kaem: "mescc-tools/Kaem/kaem.c",
  get_machine: "mescc-tools/get_machine.c",
  "M2-Planet": "M2-Planet/cc.c",
  "M2-Mesoplanet": "M2-Mesoplanet/cc.c",
  ...Object.fromEntries(
    "catm chmod cp match mkdir replace rm sha256sum sha3sum unbz2 ungz untar unxz wrap"
      .split(" ")
      .map((name) => [name, `mescc-tools-extra/${name}.c`]),
  ),
};

describe.skipIf(root === undefined)("the options of upstream's programs", () => {
  it.each(Object.entries(programs))("%s are those of its table", (name, file) => {
    const source = readFileSync(`${root}/seed/stage0-posix/${file}`, "latin1");
    const read = source.matchAll(/(?:match|starts_with)\(argv\[\w+\], "(-[^"]*)"\)/g);
    // A lone `-` of M2-Mesoplanet is standard input, and no option.
    const options = new Set([...read].map(([, option]) => option!).filter((option) => option !== "-"));
    const known = toolNamed(name)?.options.flatMap(({ names }) => names);
    expect([...(known ?? [])].sort()).toEqual([...options].sort());
  });
});
