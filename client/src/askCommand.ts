import type { ExtensionContext } from "vscode";
import { startCommand } from "./command";

/** What a `bootstrappable` command said, when it has ended. */
export interface Said {
  readonly status: number;
  /** The lines of its standard output that are JSON. */
  readonly lines: readonly unknown[];
  /** Its words for people, without colours. */
  readonly complaints: string;
}

/** Runs a `bootstrappable` command that answers with JSON lines, without a terminal. */
export function askCommand(context: ExtensionContext, args: readonly string[], cwd: string): Promise<Said> {
  return new Promise((resolve) => {
    const child = startCommand(context, args, cwd);
    let output = "";
    let complaints = "";
    child.stdout?.setEncoding("utf8").on("data", (chunk: string) => (output += chunk));
    child.stderr?.setEncoding("utf8").on("data", (chunk: string) => (complaints += chunk));
    child.on("error", ({ message }) => resolve({ status: 1, lines: [], complaints: message }));
    child.on("close", (code) => {
      const words = complaints.replaceAll(/\x1b\[[0-9;]*m/g, "").trim();
      resolve({ status: code ?? 130, lines: output.split("\n").flatMap(parsed), complaints: words });
    });
  });
}

function parsed(line: string): unknown[] {
  try {
    return [JSON.parse(line)];
  } catch {
    return [];
  }
}

/** The text properties of a JSON object; other things have none. */
export function textOf(object: unknown, name: string): string | undefined {
  if (typeof object !== "object" || object === null) return undefined;
  const value = (object as Record<string, unknown>)[name];
  return typeof value === "string" ? value : undefined;
}
