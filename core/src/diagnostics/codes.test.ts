import { describe, expect, it } from "vitest";
import { hex0Diagnostics } from "../languages/hex/diagnostics";
import { hex0Document, x86Program } from "../testing/hex0";
import type { hexCodes } from "./catalogue/hex";
import { codes, type DiagnosticCode } from "./codes";
import type { CodeEntry } from "./codeEntry";
import { diagnose } from "./diagnostic";
import { tellersOf } from "./tellers";

const entries = Object.entries(codes) as readonly (readonly [DiagnosticCode, CodeEntry])[];

describe("each code", () => {
  it.each(entries.map(([code]) => code))("%s is language/kebab-case", (code) => {
    expect(code).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*\/[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
  });

  it.each(entries)(
    "%s says what is wrong, why it matters and what to do",
    (_, { title, why, remedy, severity }) => {
      expect(["error", "warning", "info", "hint"]).toContain(severity);
      expect(title).toMatch(/^[^\s][^\n]{5,}[^\s]$/);
      for (const text of [why, remedy]) expect(text).toMatch(/^[^\s].{5,}[.)`]$/s);
    },
  );

  it("has a title of its own among those of its language", () => {
    const titles = entries.map(([code, { title }]) => `${code.split("/")[0]!}: ${title}`);
    expect(new Set(titles).size).toBe(titles.length);
  });
});

it.each<[code: DiagnosticCode, tellers: RegExp | undefined]>([
  ["hex0/odd-nibble", undefined],
  ["manifest/tab", undefined],
  ["step/undescribed", /^`bootstrappable new-step --lint`$/],
  ["step/missing-sources", /check.*doctor/],
  ["run/missing-script", /a run/],
])("%s is told by %s", (code, tellers) => {
  if (tellers === undefined) expect(tellersOf(code)).toBeUndefined();
  else expect(tellersOf(code)).toMatch(tellers);
});

/** A source in which each code of hex0 and ELF is found, and perhaps others. */
const fixtures: Readonly<Record<keyof typeof hexCodes, string>> = {
  "hex0/odd-nibble": "41 4",
  "hex0/stray-text": "load",
  "hex0/stray-character": ":",
  "hex0/digit-g": "4G",
  "hex0/split-byte": "4 1",
  "hex0/comment-at-end": "# x",
  "hex0/carriage-return": "# x\r41\n",
  "elf/truncated-header": "7F454C46",
  "elf/file-size": x86Program.replace("64000000 6", "65000000 6"),
  "elf/memory-size": x86Program.replace("64000000 64", "64000000 63"),
  "elf/entry-point": x86Program.replace("54800408 ", "00000000 "),
  "elf/ehsize": x86Program.replace("3400 2000", "3500 2000"),
  "elf/header-size": x86Program.replace("3400 2000", "3400 2100"),
  "elf/program-headers": x86Program.replace("0100 0000 0000 0000 ", "0F00 0000 0000 0000 "),
};

describe("every code of the catalogue is found in something", () => {
  it.each(Object.entries(fixtures) as [keyof typeof hexCodes, string][])("%s", (code, source) => {
    const found = hex0Diagnostics(hex0Document(source)).filter((one) => one.code === code);
    expect(found).toHaveLength(1);
    expect(found[0]!.severity).toBe(codes[code].severity);
  });
});

it("a diagnostic has its code's severity", () => {
  const range = { start: 1, end: 2 };
  expect(diagnose("hex0/split-byte", range, "x", { unnecessary: true })).toEqual({
    range,
    severity: "warning",
    code: "hex0/split-byte",
    message: "x",
    unnecessary: true,
  });
});
