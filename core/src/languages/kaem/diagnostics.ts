import type { Diagnostic } from "../../diagnostics/diagnostic";
import type { Document } from "../language";
import { blockChecks } from "./checks/blocks";
import { commandChecks } from "./checks/commands";
import { lexicalChecks } from "./checks/lexical";
import { wordChecks } from "./checks/words";
import { scriptOf } from "./script";

const checks = [lexicalChecks, blockChecks, commandChecks, wordChecks];

/** What a kaem script's shell would drop, lose, take otherwise than it looks, or stop at. */
export function diagnostics(document: Document): readonly Diagnostic[] {
  const script = scriptOf(document);
  return checks.flatMap((check) => check(script)).sort((a, b) => a.range.start - b.range.start);
}
