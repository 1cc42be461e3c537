import { diagnose, type Diagnostic } from "../../../diagnostics/diagnostic";
import type { Situation } from "../situation";
import { namesOf } from "../source";
import { kind } from "../tokens";

/** What the hex2-0 of RISC-V has for labels, in bytes (stage0-posix, hex2_riscv32.hex1 and hex2_riscv64.hex1). */
const room = 1 << 20;
/** Of each label it keeps at least the name with its NUL, the address and where the next one is. */
const entry = { riscv32: 12, riscv64: 24 } as const;

/** More labels than the hex2-0 of RISC-V can hold for certain: it crashes. Said at the first that has no room. */
export function labelMemory({ source, files, scope, input }: Situation): Diagnostic[] {
  const { architecture, stage } = scope.reading;
  if (scope.build === undefined || !stage || (architecture !== "riscv32" && architecture !== "riscv64"))
    return [];
  // Most programs are so small that nothing is to be counted.
  if (files.reduce((sum, file) => sum + file.source.text.length, 0) < room / 4) return [];
  let used = 0;
  for (const file of files) {
    if (file.input >= input) continue;
    for (const [name, { length }] of namesOf(file.source).definitions.labels)
      used += length * (entry[architecture] + name.length + 1);
  }
  const { tokens } = source;
  for (let token = 0; used <= room && token < tokens.count; token++) {
    if (tokens.kindOf(token) !== kind.label) continue;
    used += entry[architecture] + tokens.endOf(token) - tokens.startOf(token);
    if (used <= room) continue;
    const message = "The hex2-0 of this build has 1 MiB for labels, and crashes here at the latest.";
    return [diagnose("hex2/label-memory", tokens.rangeOf(token), message)];
  }
  return [];
}
