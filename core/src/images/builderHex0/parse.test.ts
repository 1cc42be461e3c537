import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Region } from "../../platform/bulkFiles";
import { fileOfImage, parseImage } from "./parse";

/** A file in memory. */
function regionOf(bytes: Uint8Array): Region {
  return {
    size: bytes.length,
    read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
    close: () => Promise.resolve(),
  };
}

const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** An image of a boot sector, a kernel and commands. */
const image = (kernel: string, commands: string, end = "\0\0") => {
  const padded = kernel + "\0".repeat((512 - (kernel.length % 512)) % 512);
  return latin1(`${"\0".repeat(510)}\x55\xaa${padded}${commands}${end}`);
};

const parsed = (bytes: Uint8Array) => parseImage(regionOf(bytes));

describe("parseImage", () => {
  it("finds the kernel, the commands and what they bring", async () => {
    const found = await parsed(image("F4 # hlt\n", "src 0 .\nsrc 3 ./a b\nf\n\0hex0 ./a /b\nf\n/b ./a\n"));
    expect(found).toMatchObject({ kernel: { kind: "source", size: 9 }, inputAt: 1024, fault: undefined });
    expect(found?.commands).toEqual([
      { command: { kind: "src", path: ".", size: 0 }, at: 1024, contentsAt: 1032 },
      { command: { kind: "src", path: "./a b", size: 3 }, at: 1032, contentsAt: 1044 },
      { command: { kind: "hex0", input: "./a", output: "/b" }, at: 1047, contentsAt: 1059 },
      { command: { kind: "flush" }, at: 1059, contentsAt: 1061 },
      { command: { kind: "program", program: "/b", argument: "./a" }, at: 1061, contentsAt: 1068 },
    ]);
    expect(found?.end).toBe(1068);
  });

  it("takes of several files of one path the last", async () => {
    const found = (await parsed(image("F4\n", "src 1 /a\n1src 1 ./x/../a\n2src 0 /b\n")))!;
    expect(fileOfImage(found, "a")?.contentsAt).toBe(found.commands[1]!.contentsAt);
    expect(fileOfImage(found, "/c")).toBeUndefined();
  });

  it("knows a kernel that was assembled before, and a source of whole sectors", async () => {
    expect((await parsed(image("\x31\xc0\0\x01", "src 0 .\n")))?.kernel.kind).toBe("program");
    const whole = `${"#".repeat(511)}\n`;
    expect(await parsed(image(whole, "src 0 .\n"))).toMatchObject({ kernel: { size: 512 }, inputAt: 1024 });
  });

  it("is not led astray by a command in a comment of the kernel", async () => {
    const source = `${"#".repeat(400)}\n${"#".repeat(111)}src 0 /no\nF4\n`;
    expect((await parsed(image(source, "src 0 .\n")))?.inputAt).toBe(512 + 1024);
  });

  it.each([
    ["src 9 ./a\nshort", "", "it ends in the middle of a file"],
    ["src 0 .\n", "", "no zero byte ends it"],
    ["src 0 .\nsource\n", "\0", "this is no command"],
    ["src 0 .\nalone\n", "\0", "this is no command"],
    ["src 0 .\nsrc 99999999999 ./a\n", "\0", "this is no command"],
  ])("says where it cannot be read on: %j", async (commands, end, fault) => {
    expect(await parsed(image("F4\n", commands, end))).toMatchObject({ fault });
  });

  it("says where commands should begin behind the source of a kernel", async () => {
    const fault = { commands: [], inputAt: 1024, end: 1024, fault: "no src command begins here" };
    expect(await parsed(image("F4\n", "\0"))).toMatchObject(fault);
    expect(await parsed(image("F4\n", "sr\0 0 .\n"))).toMatchObject({ ...fault, kernel: { size: 3 } });
  });

  it("takes no other file for an image", async () => {
    expect(await parsed(new Uint8Array(0))).toBeUndefined();
    expect(await parsed(new Uint8Array(4096))).toBeUndefined();
    expect(await parsed(image("", "\0"))).toBeUndefined();
    expect(await parsed(image("\x31\xc0\0\x01", "\0"))).toBeUndefined();
    expect(await parsed(image("F4\n\0\x01", "\0"))).toBeUndefined();
  });

  it("reads any bytes to an end", async () => {
    const piece = fc.oneof(
      fc.constantFrom("src ", "hex0 ", "f\n", "\0", "0 ", "12 ", "./a", "\n", " ", "4294967295 "),
      fc.string({ unit: "binary", maxLength: 5 }),
    );
    const commands = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(""));
    await fc.assert(
      fc.asyncProperty(commands, fc.string({ maxLength: 40 }), async (text, kernel) => {
        const bytes = image(kernel, `src 0 .\n${text}`);
        const found = await parsed(bytes);
        for (const { at, contentsAt } of found?.commands ?? []) {
          expect(at).toBeLessThan(contentsAt);
          expect(contentsAt).toBeLessThanOrEqual(bytes.length);
        }
        expect(found === undefined || found.end <= bytes.length).toBe(true);
      }),
    );
  });
});
