import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ShellCommand } from "../../images/builderHex0/command";
import { LoadReader, type DiskContents, type LoadLine } from "./load";

const src = (path: string, size = 0): ShellCommand => ({ kind: "src", path, size });
const hex0 = (input: string, output: string): ShellCommand => ({ kind: "hex0", input, output });
const start: ShellCommand = { kind: "program", program: "/seed", argument: "/kaem.x86" };

/** A disk whose inputs make as many bytes as is said for their command. */
function diskOf(
  commands: readonly ShellCommand[],
  sizes: Readonly<Record<number, number>> = {},
): DiskContents {
  return {
    reader: "/tree/stage2",
    commands,
    sourceOf: (at) => (commands[at]?.kind === "src" ? `/tree/${at}` : undefined),
    assembledSize: (at) => Promise.resolve(sizes[at]),
  };
}

/** What builder-hex0 prints of commands. */
const echo = (commands: readonly ShellCommand[]) =>
  commands.flatMap((command) => {
    if (command.kind === "src") return ["src", command.path];
    if (command.kind === "hex0") return ["hex0", `${command.input} ${command.output}`];
    return command.kind === "flush" ? [] : [command.program, command.argument];
  });

function read(reader: LoadReader, lines: readonly string[]): LoadLine[] {
  return lines.flatMap((line) => reader.push(line) ?? []);
}

const filesOf = (lines: readonly LoadLine[]) =>
  lines.flatMap((line) => (line.kind === "file" ? [[line.file.file, line.file.path]] : []));

const disk = [
  src("."),
  src("./x86"),
  src("./x86/a.hex0", 40),
  { kind: "flush" } as const,
  hex0("/x86/a.hex0", "/seed"),
  start,
];
const end = ["There it is. To run it takes a kernel.", "Build finished."];

describe("a machine that reads its disk in", () => {
  it("is followed from file to file, up to the program that goes on", () => {
    const reader = new LoadReader(diskOf(disk));
    const lines = read(reader, ["SeaBIOS (version 1)", "", "Booting from Hard Disk...", ...echo(disk)]);
    expect(filesOf(lines)).toEqual([
      [1, "."],
      [2, "./x86"],
      [3, "./x86/a.hex0"],
    ]);
    expect(lines.at(-1)).toEqual({ kind: "end" });
    expect(reader.ended).toBe(true);
    expect(reader.push(" +> ./x86/artifact/hex0 a b ")).toBeUndefined();
  });

  it("knows which file of the tree it is at", () => {
    const reader = new LoadReader(diskOf(disk));
    expect([reader.current, reader.source]).toEqual([undefined, "/tree/stage2"]);
    read(reader, ["src", ".", "src", "./x86", "src"]);
    expect([reader.current, reader.source]).toEqual([{ file: 2, path: "./x86" }, "/tree/1"]);
  });

  it("is followed for any disk, whatever is printed between its commands, also when it starts again", () => {
    const name = fc.stringMatching(/^[ -~]{1,30}$/).map((text) => `./${text}`);
    const command = fc.oneof(
      fc.tuple(name, fc.nat(1e6)).map(([path, size]) => src(path, size)),
      fc.tuple(name, name).map(([input, output]) => hex0(input, output)),
      fc.constant<ShellCommand>({ kind: "flush" }),
    );
    const noise = fc.array(fc.constantFrom("", "GRUB", "7 bytes", "42 10004000000000400100000000000000"), {
      maxLength: 2,
    });
    fc.assert(
      fc.property(fc.array(command, { maxLength: 12 }), noise, fc.nat(), (between, noises, cut) => {
        const commands = [src("."), ...between, start];
        const reader = new LoadReader(diskOf(commands));
        const whole = commands.flatMap((each) => [...noises, ...echo([each])]);
        read(reader, whole.slice(0, cut % whole.length));
        const lines = read(reader, whole);
        const paths = commands.flatMap((each) => (each.kind === "src" ? [each.path] : []));
        expect(filesOf(lines).slice(-paths.length)).toEqual(paths.map((path, at) => [at + 1, path]));
        expect(lines.at(-1)).toEqual({ kind: "end" });
      }),
    );
  });

  it("is no further when something else is said", () => {
    const reader = new LoadReader(diskOf(disk));
    expect(read(reader, ["src", ".", "src", "./AMD64"])).toHaveLength(3);
    expect(reader.current?.file).toBe(1);
  });

  it("takes any name where the BIOS writes characters of its own", () => {
    const reader = new LoadReader(diskOf([src("."), src("./ä"), src("./b"), start]));
    expect(filesOf(read(reader, ["src", ".", "src", "./├ñ", "src", "./b"]))).toHaveLength(3);
  });

  it("leaves out what the BIOS could not read and builder-hex0 tries again", () => {
    const error = "42 10004000000000400100000000000000";
    const reader = new LoadReader(diskOf(disk));
    expect(filesOf(read(reader, ["src", ".", `${error}${error}src`, `./x${error}86`]))).toHaveLength(2);
  });

  it("tells the share of the work, which grows from nothing and stays below all", () => {
    const reader = new LoadReader(diskOf([src("."), src("./a", 1e6), src("./b", 1e6), start]));
    const lines = read(reader, ["src", ".", "src", "./a", "src", "./b"]);
    const shares = lines.flatMap((line) => (line.kind === "file" ? [line.file.done] : []));
    expect(shares[0]).toBe(0);
    expect(shares[2]).toBeCloseTo(0.5, 2);
  });
});

describe("a second stage that is no kernel", () => {
  const after = (...lines: readonly string[]) => {
    const reader = new LoadReader(diskOf(disk, { 4: 251 }));
    read(reader, ["SeaBIOS", ...lines]);
    return reader.verdict();
  };
  const all = echo(disk);

  it("has shown all that it can when it has read the disk as it is", async () => {
    expect(await after(...all.slice(0, -2), "251 bytes", ...all.slice(-2), ...end)).toEqual({ faults: [] });
  });

  it("says nothing where a kernel runs the program", async () => {
    expect(await after(...all, " +> ./x86/artifact/hex0 a b ", ...end)).toBeUndefined();
    expect(await after(...all.slice(0, 4))).toBeUndefined();
  });

  it.each([
    ["another length", [...all.slice(0, -2), "250 bytes", ...all.slice(-2), ...end]],
    ["no length", [...all, ...end]],
    [
      "a file that it has not found",
      [...all.slice(0, -2), "There is no such file.", ...all.slice(-2), ...end],
    ],
    ["no end", [...all.slice(0, -2), "251 bytes", ...all.slice(-2), end[0]!]],
  ])("is at fault with %s", async (_, lines) => {
    expect((await after(...lines))?.faults.length).toBeGreaterThan(0);
  });

  it("is not believed where it has not said every file", async () => {
    expect(await after(...all.slice(0, 2), ...all.slice(4), ...end)).toBeUndefined();
  });
});
