import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ImageAnswer, ImageOriginsAnswer } from "../../server/src/protocol";
import { built } from "../support/build";
import { Client } from "./client";

let folder: string;
beforeAll(async () => {
  await built();
  folder = await mkdtemp(path.join(os.tmpdir(), "bootstrappable-images-"));
}, 120_000);
afterAll(() => rm(folder, { recursive: true }));

const example = path.resolve(__dirname, "../../examples/mini-bootstrap");
const commands = "src 0 .\nsrc 0 ./steps\nsrc 3 ./steps/env\nF4\nsrc 2 ./none\nF4";

async function written(name: string, text: string): Promise<string> {
  const file = path.join(folder, name);
  const sector = Buffer.from("EBFE", "hex").toString("latin1").padEnd(510, "\0");
  await writeFile(file, `${sector}\x55\xaa${"F4\n".padEnd(512, "\0")}${text}`, "latin1");
  return file;
}

describe("a disk image", () => {
  it("is told with its parts, however long its padding is", async () => {
    const file = await written("good.img", commands);
    await truncate(file, 16 * 2 ** 30);
    const client = await Client.start();
    const answer: ImageAnswer = await client.connection.sendRequest("bootstrappable/image", { path: file });
    expect(answer).toMatchObject({ path: file, size: 16 * 2 ** 30, boots: true, faults: [], left: 0 });
    expect(answer.parts.map(({ kind, offset, name }) => `${kind} ${offset} ${name}`)).toEqual([
      "stage1 0 ",
      "stage2 512 ",
      "folder 1032 .",
      "folder 1046 ./steps",
      "file 1064 ./steps/env",
      "file 1080 ./none",
      "padding 1082 ",
    ]);
    await client.stop();
  });

  it("is shown as text: its boot code, and bytes around an offset", async () => {
    const file = await written("text.img", `${commands}\0${"x".repeat(2000)}`);
    const client = await Client.start();
    const ask = (of: unknown): Promise<{ text: string }> =>
      client.connection.sendRequest("bootstrappable/imageText", { path: file, of });
    expect((await ask("boot")).text.split("\n")[0]).toMatch(/^0000 {2}00007C00 {2}EB FE +jmp short 0x7C00/i);
    const lines = (await ask(1046)).text.split("\n");
    expect(lines[0]).toMatch(/^00000210 {2}/);
    expect(lines.find((line) => line.startsWith("00000410"))).toMatch(/\|steps\.src 3 \.\/st\|$/);
    await client.stop();
  });

  it("is compared with a tree", async () => {
    const file = await written("tree.img", commands);
    const client = await Client.start();
    const ask = (more: object): Promise<ImageOriginsAnswer> =>
      client.connection.sendRequest("bootstrappable/imageOrigins", { path: file, root: example, ...more });
    const [stage1, stage2] = ["stage1", "stage2"].map((stage) => ({
      ...{ kind: stage, name: "", same: false },
      file: `${example}/builder-hex0/builder-hex0-x86-${stage}.hex0`,
    }));
    const env = {
      kind: "file",
      offset: 1064,
      name: "./steps/env",
      file: `${example}/steps/env`,
      same: false,
    };
    expect(await ask({})).toEqual({
      origins: [{ ...stage1, offset: 0 }, { ...stage2, offset: 512 }, env],
      others: ["./none"],
    });
    expect(await ask({ only: { kind: "file", offset: 1064 } })).toEqual({ origins: [env], others: [] });
    await client.stop();
  });

  it("that cannot be read, or is none, is no harm", async () => {
    const client = await Client.start();
    const ask = (file: string): Promise<ImageAnswer | null> =>
      client.connection.sendRequest("bootstrappable/image", { path: file });
    expect(await ask(path.join(folder, "missing"))).toBeNull();
    expect(await ask(folder)).toBeNull();
    const none = path.join(folder, "none.img");
    await writeFile(none, "");
    expect(await ask(none)).toMatchObject({ boots: false, is: "is empty", parts: [] });
    await client.stop();
  });
});
