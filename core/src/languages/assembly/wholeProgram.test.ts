import { describe, expect, it } from "vitest";
import { failed } from "../../assemble/assembly";
import { situationOf } from "./situation";
import { openSource, textOf } from "./testTree";
import { wholeProgramOf } from "./wholeProgram";

async function wholeOf(name: string, text = textOf(name), more: Readonly<Record<string, string>> = {}) {
  return wholeProgramOf(await situationOf(openSource(name, text, more).document));
}

/** Its bytes in hex digits, or the codes of what is wrong. */
async function bytesOf(...given: Parameters<typeof wholeOf>): Promise<string> {
  const whole = await wholeOf(...given);
  if ("missing" in whole) return `missing ${whole.missing.join(" ")}`;
  const { assembly } = whole.program;
  return failed(assembly)
    ? assembly.findings.map(({ diagnostic }) => diagnostic.code).join(" ")
    : Buffer.from(assembly.bytes).toString("hex");
}

describe("the whole program of a source", () => {
  it("is the same for each of its files", async () => {
    const tool = await bytesOf("tool.M1");
    // The header in hex2 is at 0x8048000, and knows where M1's labels are.
    expect(tool).toMatch(/^7f45[0-9a-f]{2}800408e805000000e80000000090c36869/);
    expect(await bytesOf("tool_defs.M1")).toBe(tool);
  });

  it("of a file that is alone must define all that it names", async () => {
    const defines = { "Development/x86_defs.M1": "DEFINE ret C3\nDEFINE call E8\n" };
    expect(await bytesOf("Development/tool.M1", undefined, defines)).toBe("e800000000c3");
    expect(await bytesOf("Development/tool.M1", ":a\n\tcall %none\n", defines)).toBe("hex2/undefined-label");
    expect(await bytesOf("alone.hex2", "%none\n")).toBe("hex2/undefined-label");
    expect(await bytesOf("alone.hex2", ":a &a\n")).toBe("00800408");
  });

  it("is not to be had where a compiler writes a part of it", async () => {
    expect(await wholeOf("libc.M1")).toEqual({ missing: ["/x86/artifact/main.M1"] });
  });
});
