import type { Document } from "../language";
import type { SemanticToken } from "../services";
import { parseManifest } from "./parser";
import { isPredicate, type Directive, type Expression, type Word } from "./syntax";

/** The words of a manifest by what they mean. In order: comments stand behind their line's words. */
export function semanticTokens({ text }: Document): readonly SemanticToken[] {
  const { directives, comments } = parseManifest(text);
  const tokens: SemanticToken[] = [];
  let comment = 0;
  for (const directive of directives) {
    while (comment < comments.length && comments[comment]!.start < directive.range.start) {
      tokens.push({ range: comments[comment++]!, type: "comment" });
    }
    pushDirective(tokens, directive);
  }
  for (; comment < comments.length; comment++) tokens.push({ range: comments[comment]!, type: "comment" });
  return tokens;
}

function pushDirective(tokens: SemanticToken[], directive: Directive): void {
  if (directive.kind === "unknown") return;
  push(tokens, directive.keyword, "keyword");
  switch (directive.kind) {
    case "build":
      push(tokens, directive.argument, "namespace");
      break;
    case "improve":
    case "jump":
      push(tokens, directive.argument, "function");
      break;
    case "uninstall":
      for (const name of directive.names) {
        push(tokens, name, name.text.startsWith("/") ? "string" : "namespace");
      }
      break;
    case "define": {
      const { name, value } = directive;
      if (name !== undefined)
        tokens.push({ range: name.range, type: "variable", modifiers: ["declaration"] });
      if (value !== undefined && isPredicate(value)) pushExpression(tokens, value.expression);
      else push(tokens, value, "string");
    }
  }
  pushExpression(tokens, directive.predicate?.expression);
}

function pushExpression(tokens: SemanticToken[], expression: Expression | undefined): void {
  for (let rest = expression; rest !== undefined;) {
    const operand = rest.kind === "logical" ? rest.left : rest;
    if (operand.kind === "constant") push(tokens, operand.word, "string");
    else {
      push(tokens, operand.variable, "variable");
      push(tokens, operand.operator, "operator");
      push(tokens, operand.value, /^[0-9]+$/.test(operand.value.text) ? "number" : "string");
    }
    if (rest.kind !== "logical") return;
    push(tokens, rest.operator, "operator");
    rest = rest.right;
  }
}

/** An empty word, which two blanks make, has nothing to colour. */
function push(tokens: SemanticToken[], word: Word | undefined, type: SemanticToken["type"]): void {
  if (word !== undefined && word.range.end > word.range.start) tokens.push({ range: word.range, type });
}
