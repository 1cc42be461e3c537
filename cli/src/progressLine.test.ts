import { Writable } from "node:stream";
import { afterEach, describe, expect, it, vi } from "vitest";
import { progressLine } from "./progressLine";

afterEach(() => vi.unstubAllEnvs());

/** What a terminal gets of a line that comes and goes. */
function written(terminal: { readonly isTTY?: boolean; readonly columns?: number }, term = "xterm"): string {
  vi.stubEnv("TERM", term);
  let text = "";
  const out = new Writable({
    decodeStrings: false,
    write(piece: string, _, done) {
      text += piece;
      done();
    },
  });
  const line = progressLine(Object.assign(out, terminal));
  line.show(() => "12 of 104 commands");
  line.clear();
  return text;
}

describe("a line that says how far something is", () => {
  it("comes and goes in a terminal, never over its edge", () => {
    const back = "\r\u001b[K";
    expect(written({ isTTY: true, columns: 80 })).toBe(`${back}12 of 104 commands${back}`);
    expect(written({ isTTY: true, columns: 10 })).toBe(`${back}12 of 104${back}`);
    expect(written({ isTTY: true, columns: 0 })).toBe(`${back}12 of 104 commands${back}`);
  });

  it("is none in a file, nor in a terminal that only prints", () => {
    expect(written({})).toBe("");
    expect(written({ isTTY: true, columns: 80 }, "dumb")).toBe("");
  });
});
