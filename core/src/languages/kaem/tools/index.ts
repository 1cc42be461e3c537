import { bootstrapTools } from "./bootstrap";
import { compilers } from "./compilers";
import { mesccToolsExtra } from "./extra";
import { handWritten, mesccTools } from "./stage0";
import type { Tool } from "./tool";

/** Every tool that is known, in the order in which a bootstrap meets them. */
export const tools: readonly Tool[] = [
  ...handWritten,
  ...mesccTools,
  ...compilers,
  ...mesccToolsExtra,
  ...bootstrapTools,
];

const byName = new Map(tools.flatMap((tool) => tool.names.map((name) => [name, tool] as const)));

/** The tool that a command names, by the last part of its path. */
export function toolNamed(command: string): Tool | undefined {
  return byName.get(command.slice(command.lastIndexOf("/") + 1));
}
