import type { Diagnostic } from "../../diagnostics/diagnostic";
import type { Document } from "../language";
import { blockChecks } from "./checks/blocks";
import { builtinChecks } from "./checks/builtins";
import { commandChecks } from "./checks/commands";
import { escapeChecks } from "./checks/escapes";
import { evaluatedChecks } from "./checks/evaluated";
import { lexicalChecks } from "./checks/lexical";
import { statusChecks } from "./checks/status";
import { unverifiedChecks } from "./checks/unverified";
import { aliasChecks } from "./checks/values";
import { wordChecks } from "./checks/words";
import { isGenerated } from "./generated";
import { scriptChecks } from "../simplePatch/checks";
import { scriptOf } from "./script";
import { situationOf } from "./situation";

const checks = [
  lexicalChecks,
  blockChecks,
  commandChecks,
  builtinChecks,
  wordChecks,
  aliasChecks,
  statusChecks,
  unverifiedChecks,
];

/** What a kaem script's shell would drop, lose, take otherwise than it looks, or stop at. */
export async function diagnostics(document: Document): Promise<readonly Diagnostic[]> {
  if (document.path !== undefined && isGenerated(document.path)) return [];
  const situation = await situationOf(document);
  const script = situation?.script ?? scriptOf(document);
  const evaluated = situation === undefined ? [] : await evaluatedChecks(situation);
  const patches =
    situation === undefined ? [] : await scriptChecks(situation, situation.path, script.commands);
  const found = [
    ...checks.flatMap((check) => check(script)),
    ...escapeChecks(script, document.path),
    ...evaluated,
    ...patches,
  ];
  return found.sort((a, b) => a.range.start - b.range.start);
}
