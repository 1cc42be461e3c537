import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { pathsInLine } from "./paths";

/** `written → path`, with the line and column where there are some. */
const of = (line: string) =>
  pathsInLine(line).map(({ start, length, path, line: row, column }) =>
    [line.slice(start, start + length), "→", path, ...(row === undefined ? [] : [row, column ?? "-"])].join(
      " ",
    ),
  );

describe("the paths in a terminal's line", () => {
  it("are all that kaem writes of a command", () => {
    expect(of(" +> ./x86/artifact/hex0 ./x86/hex0_x86.hex0 /usr/bin/hex0 -o a.out")).toEqual([
      "./x86/artifact/hex0 → /x86/artifact/hex0",
      "./x86/hex0_x86.hex0 → /x86/hex0_x86.hex0",
      "/usr/bin/hex0 → /usr/bin/hex0",
    ]);
    expect(of(" +> PATH=/usr/bin:/bin")).toEqual(["/usr/bin → /usr/bin", "/bin → /bin"]);
  });

  it("are those of checksums, relative or not", () => {
    expect(of("x86/bin/M0: OK")).toEqual(["x86/bin/M0 → /x86/bin/M0"]);
    expect(of("/usr/bin/mes: FAILED")).toEqual(["/usr/bin/mes → /usr/bin/mes"]);
  });

  it("are absolute in what a shell echoes", () => {
    expect(of("+ install -m 755 src/tool /usr/bin/tool")).toEqual(["/usr/bin/tool → /usr/bin/tool"]);
  });

  it("are places of a bootstrap alone in any other line", () => {
    expect(of("see /steps/mes-0.27.1/pass1.kaem:3:7 and /external/distfiles/x.tar.gz.")).toEqual([
      "/steps/mes-0.27.1/pass1.kaem:3:7 → /steps/mes-0.27.1/pass1.kaem 3 7",
      "/external/distfiles/x.tar.gz → /external/distfiles/x.tar.gz",
    ]);
    expect(of("/steps/manifest:12: no such step")).toEqual(["/steps/manifest:12 → /steps/manifest 12 -"]);
    expect(of("$ ls /usr/bin/env ./x86/hex0 and/or steps/manifest")).toEqual([]);
    expect(of("https://example.org/steps/manifest")).toEqual([]);
  });

  it("never go up, nor stand for the top", () => {
    expect(of(" +> cp ../../etc/passwd /steps/../etc/passwd / ./ /a..b/c")).toEqual(["/a..b/c → /a..b/c"]);
  });

  it("end where a line is too long, and a path that is cut there is none", () => {
    const long = ` +> /usr/bin/a ${"x ".repeat(990)}/usr/bin/${"y".repeat(100)} /usr/bin/b`;
    expect(of(long)).toEqual(["/usr/bin/a → /usr/bin/a"]);
    expect(of(` +> ${"/a/b ".repeat(100)}`)).toHaveLength(32);
  });

  it("stand where they say, whatever the line", () => {
    const piece = fc.constantFrom(
      " +> ",
      "/",
      "..",
      ".",
      ":",
      "1",
      "steps",
      "é",
      "💾",
      " ",
      "+ ",
      ": OK",
      "$",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const line = pieces.join("");
        let end = 0;
        for (const { start, length, path } of pathsInLine(line)) {
          expect(start).toBeGreaterThanOrEqual(end);
          end = start + length;
          expect(end).toBeLessThanOrEqual(line.length);
          expect(path).toMatch(/^(\/(?!\.{1,2}(\/|$))[^/\s]+)+$/);
        }
      }),
    );
  });
});
