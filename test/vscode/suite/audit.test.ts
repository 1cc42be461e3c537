import assert from "node:assert/strict";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import * as vscode from "vscode";
import type { Shown } from "../../../client/src/views/all";
import type { Node } from "../../../client/src/views/nodes";
import { eventually, inExample } from "./support";

const folder = "audited";
const files: Readonly<Record<string, string>> = {
  [`${folder}/x86/good.hex0`]: "#:start\n58 ; pop_eax\n5B\nEB FC ; jmp !start\n",
  [`${folder}/x86/slip.hex0`]: "\t58 ; pop_ebx\nE8 00000000 ; call %nowhere\n",
  [`${folder}/fine/x86.hex0`]: "58 ; pop_eax\n",
};

async function shown(): Promise<Shown> {
  const extension = vscode.extensions.getExtension<Shown>("bootstrappable.bootstrappable");
  assert.ok(extension);
  return extension.activate();
}

/** A line and those below it, as a person reads them. */
function lines(nodes: readonly Node[], depth = 0): string[] {
  return nodes.flatMap(({ label, description = "", children = [] }) => [
    `${"  ".repeat(depth)}${label} | ${description}`,
    ...lines(children, depth + 1),
  ]);
}

const run = (command: string, ...args: unknown[]) =>
  vscode.commands.executeCommand(`bootstrappable.${command}`, ...args);

describe("audit", () => {
  before(async () => {
    for (const [name, text] of Object.entries(files)) {
      const file = inExample(name).fsPath;
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, text);
    }
  });
  after(async () => {
    await run("showWholeAudit");
    await rm(inExample(folder).fsPath, { recursive: true });
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });

  it("shows a folder's files, and the lines that are not in order, behind what all comes to", async () => {
    const view = await shown();
    await run("audit", inExample(folder));
    assert.deepEqual(lines(await view.nodes("audit")), [
      "60.0 % verified | of 5 commented lines",
      "  agree with their bytes | 3",
      "  disagree | 1",
      "  cannot be told | 1",
      "  code without a comment | 1",
      "  bytes of code | 11",
      `${folder}/fine | `,
      "  x86.hex0 | 100.0 %",
      `${folder}/x86 | 1 disagree · 1 cannot tell · 1 uncommented`,
      "  good.hex0 | 100.0 % · 1 uncommented",
      "    3: pop ebx | no comment",
      "  slip.hex0 | 0.0 % · 1 disagree · 1 cannot tell",
      "    1: the register is eax, not ebx | pop_ebx",
      "    2: no label is called nowhere | call %nowhere",
    ]);
  });

  it("goes to a line", async () => {
    const view = await shown();
    await run("audit", inExample(folder));
    const [, , x86] = await view.nodes("audit");
    const { command } = x86!.children![1]!.children![0]!;
    await vscode.commands.executeCommand(command!.command, ...(command!.arguments as unknown[]));
    const editor = await eventually(
      () => vscode.window.activeTextEditor,
      (active) => active?.document.fileName.endsWith("slip.hex0") === true,
      "the source",
    );
    assert.equal(editor!.document.getText(editor!.selection), "pop_ebx");
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });

  it("leaves out what is in order, when it is told so", async () => {
    const view = await shown();
    await run("audit", inExample(folder));
    await run("showAuditFindings");
    const [total, ...others] = await view.nodes("audit");
    assert.equal(total!.label, "60.0 % verified");
    assert.deepEqual(
      others.map(({ label }) => label),
      ["good.hex0", "slip.hex0"],
    );
    await run("showWholeAudit");
  });

  it("of the workspace has every source, and is made again when it is told so", async () => {
    const view = await shown();
    const before = (await run("auditWorkspace"), await view.nodes("audit"));
    assert.ok(lines(before).some((line) => line.includes("hex0_x86.hex0")));
    assert.ok(lines(before).some((line) => line.includes("the register is eax, not ebx")));
    await writeFile(inExample(`${folder}/x86/slip.hex0`).fsPath, "58 ; pop_eax\n");
    await run("refreshAudit");
    const now = lines(await view.nodes("audit"));
    assert.ok(!now.some((line) => line.includes("the register is eax, not ebx")), now.join("\n"));
  });
});
