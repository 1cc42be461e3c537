import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ShellCommand } from "./command";
import { checkCommands, limits, limitUses } from "./limits";

const folder = (path: string): ShellCommand => ({ kind: "src", path, size: 0 });
const file = (path: string, size = 1): ShellCommand => ({ kind: "src", path, size });
const codes = (...commands: readonly ShellCommand[]) => checkCommands(commands).map(({ code }) => code);

describe("checkCommands", () => {
  it("takes what builder-hex0 can do", () => {
    expect(
      codes(
        folder("."),
        folder("./x86"),
        file("./x86/hex0.hex0"),
        folder("/bin"),
        { kind: "hex0", input: "/x86//hex0.hex0", output: "/bin/../bin/./hex0" },
        { kind: "flush" },
        { kind: "program", program: "/bin/hex0", argument: "/x86/hex0.hex0" },
        file("/made/by/the/program"),
      ),
    ).toEqual([]);
  });

  it("tells of folders and inputs that no command has made", () => {
    expect(codes(file("./x86/a"))).toEqual(["image/no-parent"]);
    expect(codes({ kind: "hex0", input: "/a", output: "/b" })).toEqual(["image/missing-input"]);
    expect(codes({ kind: "program", program: "/a", argument: "b" })).toEqual(["image/missing-input"]);
  });

  it.each(["src", "hex0-seed", "f"])("tells of a program %s", (program) => {
    expect(codes(file(program), { kind: "program", program, argument: "" })).toEqual(["image/bad-program"]);
  });

  it("counts names, folders and outputs among them", () => {
    const full = Array.from({ length: limits.files - 1 }, (_, at) => file(`/${at}`, 0));
    const output: ShellCommand = { kind: "hex0", input: "/0", output: "/out" };
    expect(codes(...full, output)).toEqual([]);
    expect(codes(...full, output, folder("/more"), folder("/still"))).toEqual(["image/too-many-files"]);
  });

  it("counts bytes", () => {
    expect(codes(file("/a", limits.bytes - 1), file("/b", 1))).toEqual([]);
    expect(codes(file("/a", limits.bytes), file("/b", 1), file("/c", 1))).toEqual(["image/too-large"]);
  });

  it("measures paths and arguments in bytes", () => {
    expect(codes(file(`/${"a".repeat(1022)}`))).toEqual([]);
    expect(codes(file(`/${"a".repeat(1021)}ä`))).toEqual(["image/long-name"]);
    const run = (argument: string) => codes(file("/p"), { kind: "program", program: "/p", argument });
    expect(run("a".repeat(255))).toEqual([]);
    expect(run("a".repeat(256))).toEqual(["image/long-name"]);
  });

  it("takes any commands", () => {
    const text = fc.string({ unit: "binary", maxLength: 20 });
    const command: fc.Arbitrary<ShellCommand> = fc.oneof(
      fc.record({ kind: fc.constant("src" as const), path: text, size: fc.nat() }),
      fc.record({ kind: fc.constant("hex0" as const), input: text, output: text }),
      fc.record({ kind: fc.constant("flush" as const) }),
      fc.record({ kind: fc.constant("program" as const), program: text, argument: text }),
    );
    fc.assert(
      fc.property(fc.array(command), (commands) => {
        for (const { command: at } of checkCommands(commands)) expect(commands[at]).toBeDefined();
      }),
    );
  });
});

describe("limitUses", () => {
  it("counts what src and hex0 make", () => {
    const commands: readonly ShellCommand[] = [
      folder("."),
      file("./é", 7),
      file("x86/a", 5),
      { kind: "hex0", input: "/x86/a", output: "/b" },
      { kind: "flush" },
      { kind: "program", program: "/b", argument: "/a/longer/argument" },
    ];
    expect(limitUses(commands)).toEqual([
      { of: "names", used: 4, limit: 14_332 },
      { of: "bytes", used: 12, limit: 1_811_939_328 },
      { of: "path", used: 6, limit: 1023 },
    ]);
  });
});
