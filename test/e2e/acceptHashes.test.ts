import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import type { ClientCapabilities, CodeAction, Hover, TextDocumentEdit } from "vscode-languageserver-protocol";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Requests } from "../../server/src/protocol";
import { Client } from "../lsp/client";
import { buildCli, canRun, Place } from "./runSupport";

const supported = await canRun("hashes that are accepted");

const capabilities: ClientCapabilities = {
  workspace: {
    workspaceEdit: { documentChanges: true, changeAnnotationSupport: {} },
    codeLens: { refreshSupport: false },
  },
};

const wrong = "0".repeat(64);
const greet = "steps/greet-1.0/greet-1.0.amd64.checksums";
const unhex0 = "steps/unhex0-1.0/unhex0-1.0.amd64.checksums";

let place: Place;
let client: Client;
beforeAll(async () => {
  await buildCli();
  place = new Place();
  // The server looks where the run leaves its records.
  process.env["XDG_STATE_HOME"] = place.state;
}, 120_000);
beforeEach(async () => {
  client = await Client.start(capabilities, undefined, { treeChanges: true });
});
afterAll(() => place.remove());

const uriOf = (file: string) => pathToFileURL(`${place.tree}/${file}`).href;
const textOf = (file: string) => readFileSync(`${place.tree}/${file}`, "utf8");

function ask<Method extends keyof Requests>(
  method: Method,
  params: Requests[Method]["params"],
): Promise<Requests[Method]["result"] | null> {
  return client.connection.sendRequest(method, params);
}

/** The state of an artifact, as the view is told. */
async function stateOf(file: string) {
  const answer = await ask("bootstrappable/artifacts", { root: place.tree });
  return answer?.files.find((each) => each.file === file)?.artifacts[0]?.state;
}

/** The next time that the server tells of a change of the tree. */
function treeChange(): Promise<unknown> {
  return new Promise((resolve) => {
    const subscription = client.connection.onNotification("bootstrappable/treeChanged", (params) => {
      subscription.dispose();
      resolve(params);
    });
  });
}

/** The files and new texts of an edit, and how it is to be confirmed. */
function editsOf(edit: CodeAction["edit"]) {
  return (edit?.documentChanges as TextDocumentEdit[]).map(({ textDocument, edits }) => ({
    uri: textDocument.uri,
    texts: edits.map((each) => ("newText" in each ? each.newText : "")),
    confirmed: edits.every((each) => "annotationId" in each),
  }));
}

describe.skipIf(!supported)("a wrong hash", () => {
  const right: Record<string, string> = {};

  it("is told of once a run in a terminal has found it", async () => {
    right[greet] = textOf(greet);
    right[unhex0] = textOf(unhex0);
    place.edit(greet, (text) => text.replace(/^[0-9a-f]{64}/, wrong));
    expect(await stateOf(greet)).toBe("never");
    await client.open(uriOf(greet), "bootstrap-checksums", textOf(greet));
    expect((await client.published(uriOf(greet), 1)).diagnostics).toEqual([]);
    const changed = treeChange();
    expect((await place.run([])).status).toBe(1);
    expect(await changed).toEqual({ roots: [place.tree] });
    const received = right[greet].slice(0, 64);
    await expect
      .poll(async () => (await client.published(uriOf(greet), 1)).diagnostics.map(({ message }) => message))
      .toEqual([expect.stringContaining(`received ${received} instead of ${wrong}`)]);
    expect(await stateOf(greet)).toBe("differs");
    expect(await stateOf("seed/stage0-posix/amd64.answers")).toBe("verified");
    expect(await stateOf("seed/stage0-posix/x86.answers")).toBe("never");
  });

  it("and what became of each step are in hovers", async () => {
    const hover = async (file: string, line: number, character: number) => {
      const params = { textDocument: { uri: uriOf(file) }, position: { line, character } };
      const found = await client.connection.sendRequest<Hover | null>("textDocument/hover", params);
      return (found?.contents as { value: string }).value;
    };
    await client.open(uriOf(greet), "bootstrap-checksums", textOf(greet));
    expect(await hover(greet, 0, 70)).toMatch(
      /\*\*Differs\*\*: the run of [\d-]+ [\d:]+ UTC, amd64, userns received/,
    );
    const manifest = textOf("steps/manifest");
    await client.open(uriOf("steps/manifest"), "bootstrap-manifest", manifest);
    const lines = manifest.split("\n");
    const of = (text: string) => hover("steps/manifest", lines.indexOf(text), text.indexOf(":") + 3);
    expect(await of("build: uninstall-1.0")).toMatch(
      /Last run: done in [\d.]+ m?s \(.* UTC, amd64, userns\)/,
    );
    expect(await of("build: greet-1.0")).toMatch(/Last run: failed after/);
    expect(await of("build: unhex0-1.0")).not.toMatch(/Last run/);
  });

  it("is accepted with all of the run, as edits to confirm", async () => {
    await client.open(uriOf(greet), "bootstrap-checksums", textOf(greet));
    const params = {
      textDocument: { uri: uriOf(greet) },
      range: { start: { line: 0, character: 3 }, end: { line: 0, character: 3 } },
      context: { diagnostics: [] },
    };
    const actions = await client.connection.sendRequest<CodeAction[]>("textDocument/codeAction", params);
    expect(actions.map(({ title, isPreferred }) => [title, isPreferred])).toEqual([
      ["Accept the hash of the last run", true],
      ["Accept all of this run (1 hash in 1 file)", undefined],
    ]);
    const edit = { uri: uriOf(greet), texts: [right[greet]!.slice(0, 64)] };
    expect(editsOf(actions[1]?.edit)).toEqual([{ ...edit, confirmed: true }]);
    expect(actions[1]?.edit?.changeAnnotations).toEqual({
      confirm: {
        label: "Accept hashes of a run",
        description: expect.stringContaining("userns"),
        needsConfirmation: true,
      },
    });
    const whole = await ask("bootstrappable/accept", { root: place.tree });
    expect(editsOf(whole?.edit)).toEqual([{ ...edit, confirmed: true }]);
    const one = await ask("bootstrappable/accept", {
      root: place.tree,
      only: [{ file: greet, name: "/usr/bin/greet" }],
    });
    expect(editsOf(one?.edit)).toEqual([{ ...edit, confirmed: false }]);
    expect(
      await ask("bootstrappable/accept", {
        root: place.tree,
        only: [{ file: "../../etc/passwd", name: "root" }],
      }),
    ).toBeNull();
    expect(await ask("bootstrappable/accept", { root: place.tree, run: "no such run" })).toBeNull();
  });

  it("is quiet as soon as it is edited, and the next run is good", async () => {
    await client.open(uriOf(greet), "bootstrap-checksums", textOf(greet));
    expect((await client.published(uriOf(greet), 1)).diagnostics).toHaveLength(1);
    await client.change(uriOf(greet), 2, [{ text: right[greet]! }]);
    expect((await client.published(uriOf(greet), 2)).diagnostics).toEqual([]);
    expect(await stateOf(greet)).toBe("received");
    expect(await ask("bootstrappable/accept", { root: place.tree })).toBeNull();
    writeFileSync(`${place.tree}/${greet}`, right[greet]!);
    const changed = treeChange();
    expect((await place.run([])).status).toBe(0);
    await changed;
    expect(await stateOf(greet)).toBe("verified");
    expect(await stateOf(unhex0)).toBe("verified");
    const answer = await ask("bootstrappable/runs", { root: place.tree });
    expect(
      answer?.runs.map(({ status, log, acceptable }) => [status, log !== undefined, acceptable]),
    ).toEqual([
      ["good", true, 0],
      // The second run has written over the log of the first, in the same target.
      ["failed", false, 1],
    ]);
    expect(answer?.runs[0]?.steps).toHaveLength(13);
    expect(answer?.runs[1]?.steps.filter(({ status }) => status === "not-reached")).toHaveLength(8);
  });
});
