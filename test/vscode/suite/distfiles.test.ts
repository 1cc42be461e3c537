import assert from "node:assert/strict";
import { copyFile, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import * as vscode from "vscode";
import type { Shown } from "../../../client/src/views/all";
import { eventually, inExample, openFile, taskOf } from "./support";

const fetchCommand = "bootstrappable.fetchDistfiles";
const sources = "steps/greet-1.0/sources";
/** In the order of the lines. */
const names = ["greet-1.0_x86.hex0", "greet-1.0_AMD64.hex0"] as const;
const sorted = [...names].sort();
const distfile = (name: string) => inExample(`distfiles/${name}`).fsPath;
const tree = () => inExample("").fsPath.replace(/\/$/, "");

/** The groups of the view and what is in them: `Missing: NAME, NAME`. */
async function groups(): Promise<string[]> {
  const extension = vscode.extensions.getExtension<Shown>("bootstrappable.bootstrappable");
  assert.ok(extension);
  const nodes = await (await extension.activate()).nodes("distfiles");
  return nodes.map(
    ({ label, children = [] }) => `${label}: ${children.map((each) => each.label).join(", ")}`,
  );
}

const shows = (...expected: readonly string[]) =>
  eventually(groups, (found) => found.join() === expected.join(), `the view with ${expected.join("; ")}`);

async function lenses(uri: vscode.Uri): Promise<vscode.Command[]> {
  const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    "vscode.executeCodeLensProvider",
    uri,
    100,
  );
  return found.flatMap(({ command }) => (command === undefined ? [] : [command]));
}

const lensesWith = (uri: vscode.Uri, ...titles: readonly string[]) =>
  eventually(
    () => lenses(uri),
    (found) => titles.every((title) => found.some((lens) => lens.title === title)),
    `lenses ${titles.join("; ")}`,
  );

const setMirrors = (mirrors: readonly string[] | undefined) =>
  vscode.workspace
    .getConfiguration("bootstrappable.distfiles")
    .update("mirrors", mirrors, vscode.ConfigurationTarget.Workspace);

/** Serves the folder's files by their names, and remembers what it was asked for. */
async function serve(folder: string): Promise<{ server: Server; address: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const name = path.basename(request.url ?? "");
    asked.push(name);
    readFile(path.join(folder, name)).then(
      (bytes) => response.writeHead(200, { "content-length": bytes.length }).end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

describe("Fetch Distfiles", () => {
  let mirror = "";

  before(async () => {
    mirror = await mkdtemp(path.join(tmpdir(), "bootstrappable-mirror-"));
    for (const name of names) await copyFile(distfile(name), path.join(mirror, name));
  });

  // Whatever went wrong: the other suites find the distfiles as they were.
  afterEach(async () => {
    await setMirrors(undefined);
    for (const name of await readdir(inExample("distfiles").fsPath)) {
      if (name.endsWith(".bad") || name.endsWith(".part")) await rm(distfile(name));
    }
    for (const name of names) await copyFile(path.join(mirror, name), distfile(name));
    await shows(`Verified: ${names.join(", ")}`);
  });

  after(() => rm(mirror, { recursive: true }));

  it("downloads all that is missing from the mirrors of the settings, and the view follows", async () => {
    const { server, address, asked } = await serve(mirror);
    try {
      await shows(`Verified: ${names.join(", ")}`);
      for (const name of names) await rm(distfile(name));
      await shows(`Missing: ${names.join(", ")}`);
      await setMirrors([address]);
      assert.equal(await taskOf(fetchCommand), 0);
      await shows(`Verified: ${names.join(", ")}`);
      assert.deepEqual(asked.sort(), sorted);
      assert.deepEqual((await readdir(inExample("distfiles").fsPath)).sort(), sorted);
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });

  it("is offered above the line of a file that is missing or wrong, for that file alone", async () => {
    const { document } = await openFile(sources);
    const [x86, amd64] = names;
    await rm(distfile(amd64));
    await writeFile(distfile(x86), "broken");
    const found = await lensesWith(
      document.uri,
      "Fetch all (2 missing)",
      `${amd64} · not in distfiles/`,
      `${x86} · SHA-256 differs · 6 bytes`,
    );
    await setMirrors([pathToFileURL(mirror).href]);
    const one = found.find(
      ({ title, arguments: [given] = [] }) =>
        title === "Fetch" && (given as { names: readonly string[] }).names.join() === x86,
    );
    assert.ok(one, JSON.stringify(found));
    assert.equal(one.command, fetchCommand);
    assert.equal(await taskOf(one.command, ...(one.arguments as unknown[])), 0);
    assert.deepEqual(await readFile(distfile(x86)), await readFile(path.join(mirror, x86)));
    await shows(`Missing: ${amd64}`, `Verified: ${x86}`);
    const { size } = await vscode.workspace.fs.stat(inExample(`distfiles/${x86}`));
    const after = await lensesWith(
      document.uri,
      `${amd64} · not in distfiles/`,
      `${x86} · verified · ${(size / 1024).toFixed(1)} KiB`,
    );
    assert.deepEqual(
      after.filter(({ command }) => command === fetchCommand).map(({ arguments: given }) => given),
      [[{ tree: tree(), names: [amd64] }]],
    );
  });

  it("fails where no place has the right file, and leaves none of that name", async () => {
    const [x86, amd64] = names;
    const wrong = await mkdtemp(path.join(tmpdir(), "bootstrappable-mirror-"));
    await writeFile(path.join(wrong, amd64), "another file");
    const { server, address } = await serve(wrong);
    // Behind the mirror the URL is asked: not one outside of this machine.
    const text = await readFile(inExample(sources).fsPath, "utf8");
    await writeFile(inExample(sources).fsPath, text.replaceAll("https://example.org", "http://127.0.0.1:1"));
    try {
      await rm(distfile(amd64));
      await setMirrors([address]);
      assert.equal(await taskOf(fetchCommand, { tree: tree(), names: [amd64] }), 1);
      await shows(`Missing: ${amd64}`, `Verified: ${x86}`);
      const left = (await readdir(inExample("distfiles").fsPath)).filter((name) => name.startsWith(amd64));
      assert.equal(left.length, 1);
      assert.match(left[0] ?? "", /\.hex0\.[0-9a-f]{8}\.bad$/);
    } finally {
      server.close();
      server.closeAllConnections();
      await writeFile(inExample(sources).fsPath, text);
      await rm(wrong, { recursive: true });
    }
  });
});
