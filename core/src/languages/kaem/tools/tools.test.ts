import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readArguments, understood } from "./arguments";
import { toolNamed, tools } from "./index";

/** Each argument as `role:text`, options as they are, what is not known with `?`. */
function read(command: string): string {
  const [program = "", ...words] = command.split(" ");
  return readArguments(toolNamed(program)!, words)
    .map(({ kind, role, text }) => (kind === "option" ? text : `${role ?? "?"}:${text}`))
    .join(" ");
}

describe("arguments", () => {
  it.each([
    ["hex0 a b", "input:a output:b"],
    ["./x86/artifact/hex2-0 a b", "input:a output:b"],
    ["catm o a b", "output:o input:a input:b"],
    ["catm o", "output:o"],
    ["cp a b", "input:a output:b"],
    ["cp -v a b c/", "-v input:a input:b output:c/"],
    ["chmod 755 a b", "text:755 update:a update:b"],
    ["mkdir -p a -m 700 b", "-p newFolder:a -m text:700 newFolder:b"],
    ["rm -f a", "removed:-f removed:a"],
    ["sha256sum -c a", "-c checksums:a"],
    ["sha256sum -o l a b", "-o output:l input:a input:b"],
    [
      "M1 --architecture x86 -f a --little-endian -o b",
      "--architecture text:x86 -f input:a --little-endian -o output:b",
    ],
    ["M2-Mesoplanet -Iinc -I inc a.c", "-I folder:inc -I folder:inc input:a.c"],
    ["tcc -c -DX=1 -o a.o a.c -std=c99", "-c -D text:X=1 -o output:a.o input:a.c ?:-std=c99"],
    ["simple-patch f b a", "update:f input:b input:a"],
    ["hex0 a b c", "input:a output:b ?:c"],
    ["ungz --file", "--file"],
  ])("%s", (command, expected) => expect(read(command)).toBe(expected));

  it("tells whether all of them are known", () => {
    const check = (command: string) => {
      const [program = "", ...words] = command.split(" ");
      const tool = toolNamed(program)!;
      return understood(tool, readArguments(tool, words));
    };
    expect(["hex0 a b", "hex0 a b c", "cp -r a b", "tcc a.c"].map(check)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  it("give each word one kind, whatever they are", () => {
    const word = fc.oneof(fc.string(), fc.constantFrom("-f", "-o", "-Ix", "--file", "a", "-"));
    fc.assert(
      fc.property(fc.constantFrom(...tools), fc.array(word), (tool, words) => {
        const seen = new Set(readArguments(tool, words).map(({ index }) => index));
        expect(seen.size).toBe(words.length);
      }),
    );
  });
});

describe("the table", () => {
  it("names each tool once", () => {
    const names = tools.flatMap((tool) => tool.names);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(tools.map((tool) => [tool.names[0]!, tool] as const))("%s is described", (_, tool) => {
    expect(tool.summary).toMatch(/^\S.*\.$/);
    for (const { meaning } of [...tool.options, ...tool.operands]) expect(meaning).toMatch(/^\S.*\.$/);
    for (const { label } of tool.operands.filter(({ optional }) => optional !== true))
      expect(tool.usage).toContain(label);
    const names = tool.options.flatMap((option) => option.names);
    expect(new Set(names).size).toBe(names.length);
    expect(tool.operands.filter(({ repeated }) => repeated === true).length).toBeLessThan(2);
  });
});
