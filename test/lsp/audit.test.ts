import path from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, expect, it } from "vitest";
import {
  HoverRequest,
  WorkDoneProgressCancelNotification,
  WorkDoneProgressCreateRequest,
} from "vscode-languageserver-protocol/node";
import type { AuditAnswer, AuditReportAnswer } from "../../server/src/protocol";
import { built } from "../support/build";
import { folderWith } from "../support/folder";
import { Client } from "./client";

beforeAll(built, 120_000);

const files = {
  "x86/good.hex0": "#:start\n58 ; pop_eax\n5B\nEB FC ; jmp !start\n59 ; pop_ecx\n",
  "x86/slip.hex0": "\t58 ; pop_ebx # the <name>\nE8 00000000 ; call %nowhere\n",
  "x86/defs.M1": "DEFINE pop_eax 5B\n",
  "x86/data.M1": ':text\n"hi"\n',
  "notes.txt": "58 ; pop_ebx",
};

const at = (line: number, start: number, end: number) => ({
  start: { line, character: start },
  end: { line, character: end },
});
const lines = { verified: 0, disagreeing: 0, undecidable: 0, uncommented: 0 };

it("is made of all sources of the folders that are open, as they stand in the editor", async () => {
  const folder = folderWith(files);
  const client = await Client.start({}, undefined, {}, folder);
  await client.open(
    pathToFileURL(path.join(folder, "x86/good.hex0")).href,
    "hex0",
    files["x86/good.hex0"].replace("59", "5A"),
  );
  const answer = await client.connection.sendRequest<AuditAnswer>("bootstrappable/audit", {});
  expect(answer).toMatchObject({ looked: 4, of: 4, unreadable: [] });
  expect(answer.total).toEqual({
    bytes: { code: 11, header: 0, data: 0, padding: 0 },
    lines: { verified: 2, disagreeing: 3, undecidable: 1, uncommented: 1 },
    part: 1 / 3,
  });
  expect(answer.files.map(({ name, ...file }) => [name, file.path, file.lines])).toEqual([
    ["x86/defs.M1", path.join(folder, "x86/defs.M1"), { ...lines, disagreeing: 1 }],
    [
      "x86/good.hex0",
      path.join(folder, "x86/good.hex0"),
      { ...lines, verified: 2, disagreeing: 1, uncommented: 1 },
    ],
    ["x86/slip.hex0", path.join(folder, "x86/slip.hex0"), { ...lines, disagreeing: 1, undecidable: 1 }],
  ]);
  expect(answer.files.map(({ findings }) => findings)).toEqual([
    [
      {
        kind: "disagrees",
        range: at(0, 7, 14),
        message: "the register is ebx, not eax",
        about: "pop_eax",
      },
    ],
    [
      { kind: "uncommented", range: at(2, 0, 2), message: "pop ebx", about: "5B" },
      {
        kind: "disagrees",
        range: at(4, 5, 12),
        message: "the register is edx, not ecx",
        about: "pop_ecx",
      },
    ],
    [
      {
        kind: "disagrees",
        range: at(0, 6, 13),
        message: "the register is eax, not ebx",
        about: "pop_ebx",
      },
      {
        kind: "cannot tell",
        range: at(1, 14, 27),
        message: "no label is called nowhere",
        about: "call %nowhere",
      },
    ],
  ]);
});

it("is made of what is named, and tells of what cannot be read", async () => {
  const folder = folderWith(files);
  const client = await Client.start({}, undefined, {}, folder);
  const paths = [
    path.join(folder, "x86/good.hex0"),
    path.join(folder, "none"),
    path.join(folder, "notes.txt"),
  ];
  const answer = await client.connection.sendRequest<AuditAnswer>("bootstrappable/audit", { paths });
  expect(answer.files.map(({ name }) => name)).toEqual(["x86/good.hex0"]);
  expect([answer.looked, answer.of]).toEqual([1, 1]);
});

it("comes as one file of HTML, too", async () => {
  const client = await Client.start({}, undefined, {}, folderWith(files));
  const answer = await client.connection.sendRequest<AuditReportAnswer>("bootstrappable/auditReport", {});
  expect(answer.text).toContain("Comments held against bytes");
  expect(answer.text).toContain('<a href="#f2">x86/slip.hex0</a>');
  expect(answer.text).not.toContain("the <name>");
});

it("tells how far it is, lets others go first, and ends where the person ends it", async () => {
  const source = files["x86/good.hex0"].repeat(500);
  const many = Object.fromEntries(
    Array.from({ length: 150 }, (_, index) => [`x86/${index}.hex0`, `${source}# ${index}\n`]),
  );
  const folder = folderWith(many);
  const client = await Client.start({ window: { workDoneProgress: true } }, undefined, {}, folder);
  const uri = pathToFileURL(path.join(folder, "x86/0.hex0")).href;
  await client.open(uri, "hex0", "41\n");
  const told: { kind: string; title?: string; cancellable?: boolean }[] = [];
  client.connection.onRequest(WorkDoneProgressCreateRequest.type, () => undefined);
  client.connection.onNotification("$/progress", (progress: unknown) => {
    const { token, value } = progress as { token: string; value: (typeof told)[0] };
    told.push(value);
    if (value.kind === "begin")
      void client.connection.sendNotification(WorkDoneProgressCancelNotification.type, { token });
  });
  let ended = false;
  const audited = client.connection
    .sendRequest<AuditAnswer>("bootstrappable/audit", {})
    .finally(() => (ended = true));
  const params = { textDocument: { uri }, position: { line: 0, character: 0 } };
  await client.connection.sendRequest(HoverRequest.type, params);
  expect(ended).toBe(false);
  const answer = await audited;
  expect(told[0]).toMatchObject({ kind: "begin", title: "Auditing", cancellable: true });
  expect(told.at(-1)).toEqual({ kind: "end" });
  expect(answer.looked).toBeLessThan(answer.of);
  expect(answer.files).toHaveLength(answer.looked);
});
