import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";

/** mescc-tools of the machine (Debian's package `mescc-tools`, 1.4.0). */
export type Tool = "hex2" | "M1" | "blood-elf" | "catm";

const toolNames: readonly Tool[] = ["hex2", "M1", "blood-elf", "catm"];
const missing = toolNames.filter((tool) => spawnSync("sh", ["-c", `command -v ${tool}`]).status !== 0);

/** Why the comparisons cannot be made here, or undefined. */
export const unavailable =
  missing.length > 0 ? `not installed: ${missing.join(", ")} (apt-get install mescc-tools)` : undefined;

/** One call of a tool. Files are written before; `{0}`, `{1}`… in the arguments are their names. */
export interface Call {
  readonly tool: Tool;
  readonly args: readonly string[];
  readonly files: readonly Uint8Array[];
}

/** What a tool answered: its output where it accepted, undefined where it refused. */
export type Answer = Uint8Array | undefined;

/**
 * Makes many calls from one shell: starting a process costs Node more than the tools take. A call may take one second
 * of processor time, because some inputs make the real tools loop.
 */
export function callAll(calls: readonly Call[]): Answer[] {
  const folder = mkdtempSync(path.join(tmpdir(), "differential-"));
  try {
    const lines: string[] = [];
    calls.forEach(({ tool, args, files }, index) => {
      files.forEach((bytes, file) => writeFileSync(path.join(folder, `${index}.${file}`), bytes));
      const words = args.map((arg) => `'${arg.replace(/^\{(\d+)\}$/, `${index}.$1`)}'`);
      // The limit is the call's own: the shell of thousands of calls uses up a second itself.
      lines.push(
        `(ulimit -t 1; exec ${tool} ${words.join(" ")} > ${index}.out 2> /dev/null); echo $? >> statuses`,
      );
    });
    writeFileSync(path.join(folder, "script"), `${lines.join("\n")}\n`);
    spawnSync("sh", ["script"], { cwd: folder });
    const statuses = readFileSync(path.join(folder, "statuses"), "utf8").trim().split("\n");
    if (statuses.length !== calls.length)
      throw new Error(`${statuses.length} answers for ${calls.length} calls`);
    return calls.map((_, index) =>
      statuses[index] === "0" ? readFileSync(path.join(folder, `${index}.out`)) : undefined,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Compares many random inputs in one batch. Where one differs, the same inputs are tried again one by one, so that
 * fast-check can shrink the input before it reports it.
 */
export function compareAll<T>(
  inputs: fc.Arbitrary<T>,
  count: number,
  calls: (input: T) => Call,
  differs: (input: T, answer: Answer) => string | undefined,
): { accepted: number; refused: number } {
  const seed = Date.now() ^ (Math.random() * 0x7fffffff);
  const samples = fc.sample(inputs, { seed, numRuns: count });
  const answers = callAll(samples.map(calls));
  if (samples.some((input, index) => differs(input, answers[index]) !== undefined)) {
    fc.assert(
      fc.property(inputs, (input) => {
        const difference = differs(input, callAll([calls(input)])[0]);
        if (difference !== undefined) throw new Error(difference);
      }),
      { seed, numRuns: count },
    );
    throw new Error(`different in the batch of seed ${seed}, and the same one by one`);
  }
  const refused = answers.filter((answer) => answer === undefined).length;
  return { accepted: count - refused, refused };
}

/** Says how an answer and ours differ, or nothing. */
export function difference(answer: Answer, bytes: Uint8Array, errors: readonly string[]): string | undefined {
  const ours = Buffer.from(bytes);
  if (answer === undefined)
    return errors.length > 0 ? undefined : `refused by the tool, not by us: ${show(ours)}`;
  if (errors.length > 0) return `accepted by the tool, refused by us: ${errors.join("; ")}`;
  return ours.equals(answer) ? undefined : `tool ${show(answer)}\nours ${show(ours)}`;
}

function show(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString("latin1");
  return /^[\x20-\x7e\n]*$/.test(text) ? JSON.stringify(text) : Buffer.from(bytes).toString("hex");
}

/** The messages of the errors among findings. */
export function errorsOf(
  findings: readonly { readonly diagnostic: { readonly severity: string; readonly message: string } }[],
): string[] {
  return findings
    .filter(({ diagnostic }) => diagnostic.severity === "error")
    .map(({ diagnostic }) => diagnostic.message);
}
