// docs/events.md, written from the doc comments of the types that events and records have in core.
import { readFile } from "node:fs/promises";
import path from "node:path";
import ts from "typescript";
import { root } from "./paths.mjs";

/** Every file that a type of the page is declared in. */
const sources = ["runs/events.ts", "runs/record/record.ts", "runs/logs/place.ts", "platform/fileLock.ts"];

const intro = `# Events and records

<!-- Written by \`npm run docs\` from the comments in core/src/runs; edit them there. -->

What another program can read of a run. \`bootstrappable run --format json\` and \`rootfs --format json\` print each event as one JSON
object a line on standard output, as it happens; \`runs --format json\` prints each record that is kept, one a line.

\`\`\`console
$ bootstrappable run --format json | jq -r 'select(.type == "finding") | "\\(.file):\\(.line): \\(.message)"'
\`\`\`

The first event is \`run-started\`, the last \`run-ended\`, whatever happens in between. Fields of a name that ends in \`?\` can be absent.
A \`Severity\` is \`"error"\`, \`"warning"\`, \`"info"\` or \`"hint"\`, a \`DiagnosticCode\` one of [diagnostics.md](diagnostics.md), a
\`StepKind\` \`"build"\`, \`"improve"\`, \`"jump"\` or \`"uninstall"\`.

What stands here keeps its name, its meaning and its unit. New fields and new types of events may come: readers pass over what
they do not know. A record says its \`format\`; that is another number when one of its fields means something else.
`;

/** Literals that types and comments name, as they are written. */
const constants = new Map();

async function declarations() {
  const found = new Map();
  for (const name of sources) {
    const text = await readFile(path.join(root, "core/src", name), "utf8");
    const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
    for (const node of file.statements) {
      if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node))
        found.set(node.name.text, { node, file });
      if (!ts.isVariableStatement(node)) continue;
      for (const { name: constant, initializer } of node.declarationList.declarations)
        if (initializer !== undefined && ts.isLiteralExpression(initializer))
          constants.set(constant.getText(file), initializer.getText(file));
    }
  }
  return found;
}

/** What a comment says, as one line; a link in it becomes the name that it has. */
function comment(node) {
  const all = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  const text = ts.getTextOfJSDocComment(all.at(-1)?.comment) ?? "";
  return text
    .replaceAll(/\{@link (\w+)\}/g, (_, name) => `\`${constants.get(name) ?? name}\``)
    .replaceAll(/\s+/g, " ")
    .trim();
}

/** A type as JSON has it. */
function typeText(text) {
  return text
    .replaceAll(/\s+/g, " ")
    .replaceAll("readonly ", "")
    .replace(/^Readonly<(.*)>$/, "$1")
    .replace(/^typeof (\w+)$/, (_, name) => constants.get(name) ?? name);
}

/** The fields of a type, those of what it extends first. */
function fieldsOf(name, types) {
  const { node, file } = types.get(name);
  const above = (node.heritageClauses ?? [])
    .flatMap(({ types: all }) => all)
    .flatMap(({ expression, typeArguments = [] }) =>
      inherited(expression.getText(file), typeArguments, types),
    );
  const own = node.members.map((member) => ({
    name: member.name.getText(file),
    optional: member.questionToken !== undefined,
    type: typeText(member.type.getText(file)),
    text: comment(member),
  }));
  return [...above, ...own];
}

function inherited(name, typeArguments, types) {
  if (name !== "Omit") return fieldsOf(name, types);
  const [whole, without] = typeArguments.map((each) => each.getText());
  return fieldsOf(whole, types).filter(({ name: field }) => !without.includes(JSON.stringify(field)));
}

function table(name, types) {
  const cell = (text) => text.replaceAll("|", "\\|");
  const rows = fieldsOf(name, types)
    .filter(({ name: field }) => field !== "type")
    .map(({ name: field, optional, type, text }) => [
      `\`${field}${optional ? "?" : ""}\``,
      `\`${cell(type)}\``,
      cell(text),
    ]);
  if (rows.length === 0) return [];
  return [
    "| field | type | meaning |",
    "| --- | --- | --- |",
    ...rows.map((row) => `| ${row.join(" | ")} |`),
  ];
}

function section(title, name, types) {
  const text = comment(types.get(name).node);
  return [`### ${title}`, "", ...(text === "" ? [] : [text, ""]), ...table(name, types), ""];
}

/** Names of types that fields of these have, without those that have a place already, in the order of the sources. */
function partsOf(names, types, known) {
  const found = new Set();
  const visit = (name) => {
    for (const { type } of fieldsOf(name, types)) {
      for (const word of type.match(/\b[A-Z]\w+/g) ?? []) {
        if (found.has(word) || known.has(word) || !types.has(word)) continue;
        found.add(word);
        if (ts.isInterfaceDeclaration(types.get(word).node)) visit(word);
      }
    }
  };
  for (const name of names) visit(name);
  return [...types.keys()].filter((name) => found.has(name));
}

/** The whole page. */
export async function eventsPage() {
  const types = await declarations();
  const { node, file } = types.get("RunEvent");
  const events = node.type.types.map((type) => type.getText(file));
  const titles = (name) => fieldsOf(name, types).find(({ name: field }) => field === "type").type;
  const eventParts = partsOf(events, types, new Set(events));
  const known = new Set([...events, ...eventParts, "RunRecord"]);
  const recordParts = partsOf(["RunRecord"], types, known);
  const lines = [
    intro,
    "## Events",
    "",
    ...events.flatMap((name) =>
      section(titles(name).replaceAll('"', "`").replaceAll(" | ", ", "), name, types),
    ),
    "## What events are made of",
    "",
    ...eventParts.flatMap((name) => section(name, name, types)),
    "## Record",
    "",
    ...section("RunRecord", "RunRecord", types),
    ...recordParts.flatMap((name) => section(name, name, types)),
  ];
  return lines.join("\n");
}
