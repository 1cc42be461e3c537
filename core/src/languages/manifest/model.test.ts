import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SourceText } from "../../text/sourceText";
import { evaluate } from "./model";
import { parseManifest } from "./parser";
import { argumentOf } from "./syntax";

/** The active steps of a manifest, one string each, and the variables behind it. */
function planOf(text: string, configuration: Record<string, string> = {}) {
  const manifest = parseManifest(SourceText.fromString(text));
  const { directives, variables } = evaluate(manifest, new Map(Object.entries(configuration)));
  const steps = directives
    .filter(({ active, directive }) => active && directive.kind !== "define")
    .map(({ directive, pass, era }) =>
      [era, directive.kind, argumentOf(directive), pass ?? ""].join(" ").trim(),
    );
  return { steps, variables: variables.entries().map(({ name, value }) => `${name}=${value}`) };
}

describe("predicates", () => {
  const holds = (predicate: string, configuration = {}) =>
    planOf(`improve: x ( ${predicate} )\n`, configuration).steps.length === 1;
  const t = "T == 1";
  const f = "T == 2";
  it.each([
    ["True", true],
    ["False", false],
    ["T", false],
    ["T == 1", true],
    ["T != 1", false],
    ["UNSET == 1", false],
    ["UNSET != 1", true],
    ["UNSET == ", true],
    ["EMPTY == ", true],
    // No precedence, grouped to the right.
    [`${f} && ${f} || ${t}`, false],
    [`${t} || ${f} && ${f}`, true],
    [`${t} && ${t} && ${f}`, false],
    [`${f} || ${f} || ${t}`, true],
    [`${t} && True`, true],
    [`${t} && T`, false],
  ])("%s: %s", (predicate, expected) => expect(holds(predicate, { T: "1", EMPTY: "" })).toBe(expected));
});

describe("define", () => {
  it.each([
    ["appends", "define: B = 2", { A: "1" }, ["A=1", "B=2"]],
    ["changes", "define: B = 3", { A: "1", B: "2" }, ["A=1", "B=3"]],
    ["computes", "define: B = ( A == 1 )", { A: "1" }, ["A=1", "B=True"]],
    ["takes a word in parentheses as it is", "define: B = ( word )", { A: "1" }, ["A=1", "B=word"]],
    ["does nothing where its predicate is false", "define: B = 2 ( A == 2 )", { A: "1" }, ["A=1"]],
    ["adds the first variable again", "define: A = 2", { A: "1" }, ["A=1", "A=2"]],
    ["adds the very first twice", "define: A = 2", {}, ["A=2", "A=2"]],
  ])("%s", (_, text, configuration, expected) =>
    expect(planOf(`${text}\n`, configuration).variables).toEqual(expected),
  );

  it("of the first variable is not seen by predicates", () =>
    expect(planOf("define: A = 2\nimprove: x ( A == 1 )\n", { A: "1" }).steps).toEqual(["kaem improve x"]));
});

describe("passes and eras", () => {
  it.each([
    ["counts", "build: a\nbuild: b\nbuild: a\n", ["kaem build a 1", "kaem build b 1", "kaem build a 2"]],
    ["skips inactive builds", "build: a ( A == 2 )\nbuild: a\n", ["kaem build a 1"]],
    [
      "counts directives of any kind",
      "improve: a\nuninstall: a\nbuild: a\n",
      ["kaem improve a", "kaem uninstall a", "kaem build a 3"],
    ],
    [
      "compares all names of an uninstall",
      "uninstall: a b\nbuild: a\n",
      ["kaem uninstall a b", "kaem build a 1"],
    ],
    ["does not count defines", "define: a = 1\nbuild: a\n", ["kaem build a 1"]],
    [
      "turns to bash behind bash",
      "build: bash-2\nbuild: a\nbuild: bash-5\n",
      ["kaem build bash-2 1", "bash build a 1", "bash build bash-5 1"],
    ],
    ["does not for an inactive bash", "build: bash-2 ( A == 2 )\nbuild: a\n", ["kaem build a 1"]],
    [
      "does not for a bashful package",
      "build: bashful\nbuild: a\n",
      ["kaem build bashful 1", "kaem build a 1"],
    ],
  ])("%s", (_, text, expected) => expect(planOf(text, { A: "1" }).steps).toEqual(expected));
});

/**
 * The same in another way: line by line with string functions, lists searched from the start, recursion for the
 * predicate. For manifests of well-formed lines.
 */
function independentPlan(lines: readonly string[], configuration: Record<string, string>) {
  const variables: [string, string][] = Object.entries(configuration);
  const look = (name: string) => (variables.find(([each]) => each === name) ?? ["", ""])[1];
  const logic = (words: string[]): string => {
    if (words.length === 1) return words[0]!;
    const equal = look(words[0]!) === words[2]!;
    const left = (words[1] === "==") === equal;
    if (words.length === 3) return left ? "True" : "False";
    const right = logic(words.slice(4)) === "True";
    return (words[3] === "&&" ? left && right : left || right) ? "True" : "False";
  };
  const survivors: { kind: string; argument: string }[] = [];
  for (const line of lines) {
    const [keyword = "", ...rest] = line.split(" ");
    const groups: string[][] = [];
    const plain: string[] = [];
    for (let at = 0; at < rest.length; at++) {
      if (rest[at] !== "(") plain.push(rest[at]!);
      else {
        const close = rest.indexOf(")", at);
        groups.push(rest.slice(at + 1, close));
        at = close;
      }
    }
    if (keyword === "define:") {
      const value = plain.length === 3 ? plain[2]! : logic(groups.shift()!);
      if (groups.length > 0 && logic(groups[0]!) !== "True") continue;
      const name = plain[0]!;
      if (variables.length === 0) variables.push([name, value]);
      const known = variables.slice(1).find(([each]) => each === name);
      if (known === undefined) variables.push([name, value]);
      else known[1] = value;
    } else if (groups.length === 0 || logic(groups[0]!) === "True") {
      survivors.push({ kind: keyword.slice(0, -1), argument: plain.join(" ") });
    }
  }
  const steps = survivors.map(({ kind, argument }, index) => {
    const earlier = survivors.slice(0, index);
    const era = earlier.some((each) => each.kind === "build" && each.argument.startsWith("bash-"))
      ? "bash"
      : "kaem";
    const pass = 1 + earlier.filter((each) => each.argument === argument).length;
    return [era, kind, argument, kind === "build" ? pass : ""].join(" ").trim();
  });
  return { steps, variables: variables.map(([name, value]) => `${name}=${value}`) };
}

const name = fc.constantFrom("a", "b", "bash-1", "True", "A");
const variable = fc.constantFrom("A", "B", "C", "D");
const value = fc.constantFrom("1", "2", "True", "False", "A");
const comparison = fc.tuple(variable, fc.constantFrom("==", "!="), value).map((words) => words.join(" "));
const expression = fc
  .tuple(
    fc.array(fc.tuple(comparison, fc.constantFrom("&&", "||")), { maxLength: 4 }),
    fc.oneof(comparison, value),
  )
  .map((parts) => `( ${parts.flat(2).join(" ")} )`);
const predicate = fc.option(expression, { nil: "" });
const join = (words: readonly string[]) => words.filter((word) => word !== "").join(" ");
const line = fc.oneof(
  fc.tuple(fc.constantFrom("build:", "build:", "improve:", "jump:"), name, predicate).map(join),
  fc
    .tuple(fc.array(name, { minLength: 1, maxLength: 3 }), predicate)
    .map(([names, p]) => join(["uninstall:", ...names, p])),
  fc
    .tuple(variable, fc.oneof(value, expression), predicate)
    .map(([n, v, p]) => join(["define:", n, "=", v, p])),
);

it("agrees with an independent reading of random manifests", () => {
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 15 }),
      fc.dictionary(variable, value, { maxKeys: 4, noNullPrototype: true }),
      (lines, configuration) => {
        expect(planOf(`${lines.join("\n")}\n`, configuration)).toEqual(independentPlan(lines, configuration));
      },
    ),
    { numRuns: 2000 },
  );
});
