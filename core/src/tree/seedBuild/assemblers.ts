import { architectures } from "../../assemble/architectures";
import { assemble } from "../../assemble/assemble";
import { failed, type AssemblyLanguage, type AssemblyRequest } from "../../assemble/assembly";
import { bloodElf } from "../../assemble/bloodElf";
import type { AssemblyFinding } from "../../assemble/findings";
import { expandM0 } from "../../assemble/m0";
import { expandM1 } from "../../assemble/m1";
import { numberOf } from "../../assemble/m1Numbers";
import type { AssemblyInput } from "../../assemble/sources";
import { SourceText } from "../../text/sourceText";
import { input, output, ProgramProblem, type Program, type ProgramCall } from "./program";

/** hex0, hex1 and hex2-0: `TOOL IN OUT`. */
export function stage(language: AssemblyLanguage): Program {
  return async (call) => {
    const [name, to] = twoWords(call);
    const inputs = [{ name, bytes: await input(call, name) }];
    const assembly = assemble({ language, architecture: call.architecture, inputs, dialect: "stage" });
    complain(assembly.findings, inputs);
    await output(call, to, assembly.bytes);
    return 0;
  };
}

/** M0: `M0 IN OUT`; it writes hex2. */
export const m0: Program = async (call) => {
  const [name, to] = twoWords(call);
  const inputs = [{ name, bytes: await input(call, name) }];
  const { hex2, findings } = expandM0(inputs, call.architecture);
  complain(findings, inputs);
  await output(call, to, hex2);
  return 0;
};

/** mescc-tools' M1; it writes hex2. */
export const m1: Program = async (call) => {
  const options = await optionsOf(call);
  const { hex2, findings } = expandM1(options.inputs, options.architecture, options.bigEndian);
  complain(findings, options.inputs);
  await output(call, options.to, hex2);
  return 0;
};

/** mescc-tools' hex2. */
export const hex2: Program = async (call) => {
  const { inputs, architecture, bigEndian, baseAddress, to } = await optionsOf(call);
  const request: AssemblyRequest = { language: "hex2", architecture, inputs, baseAddress, bigEndian };
  const assembly = assemble(request);
  complain(assembly.findings, inputs);
  await output(call, to, assembly.bytes);
  return 0;
};

/** mescc-tools' blood-elf; it writes M1. */
export const bloodElfProgram: Program = async (call) => {
  const { inputs, bigEndian, bits, entries, to } = await optionsOf(call);
  const { m1: stub, findings } = bloodElf(inputs, { bits, bigEndian, entries });
  complain(findings, inputs);
  await output(call, to, stub);
  return 0;
};

function twoWords({ words: [from, to] }: ProgramCall): [string, string] {
  if (from === undefined || to === undefined) throw new ProgramProblem("it takes a source and an output");
  return [from, to];
}

/** The options that the C programs of mescc-tools share. */
async function optionsOf(call: ProgramCall) {
  const { words } = call;
  const names: string[] = [];
  const entries: string[] = [];
  let architecture: (typeof architectures)[number] = "knight-native";
  let bigEndian = true;
  let baseAddress = 0;
  let bits: 32 | 64 = 32;
  let to: string | undefined;
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    const value = () => words[++at] ?? "";
    if (word === "-f" || word === "--file") names.push(value());
    else if (word === "-o" || word === "--output") to = value();
    else if (word === "-A" || word === "--architecture") architecture = architectureNamed(value());
    else if (word === "-B" || word === "--base-address") baseAddress = numberOf(value());
    else if (word === "--entry") entries.push(value());
    else if (word === "--64") bits = 64;
    else if (word === "--little-endian") bigEndian = false;
    else if (word === "--big-endian") bigEndian = true;
    else if (word !== "--non-executable")
      throw new ProgramProblem(`${word}: an option that is not known here`);
  }
  if (to === undefined) throw new ProgramProblem("it would write to the standard output");
  const inputs = await Promise.all(names.map(async (name) => ({ name, bytes: await input(call, name) })));
  return { inputs, entries, architecture, bigEndian, baseAddress, bits, to };
}

function architectureNamed(name: string) {
  const found = architectures.find((each) => each === name);
  if (found === undefined) throw new ProgramProblem(`${name}: no architecture of this name`);
  return found;
}

/** Fails with the first thing at which the real program stops. */
function complain(findings: readonly AssemblyFinding[], inputs: readonly AssemblyInput[]): void {
  if (!failed({ findings })) return;
  const { input: index, diagnostic } = findings.find((each) => each.diagnostic.severity === "error")!;
  const source = inputs[index];
  const line = source === undefined ? 0 : new SourceText(source.bytes).lineAt(diagnostic.range.start) + 1;
  throw new ProgramProblem(`${source?.name ?? ""}:${line}: ${diagnostic.message}`);
}
