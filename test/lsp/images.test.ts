import { mkdtemp, open, readFile, rm, truncate, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ImageAnswer, ImageOriginsAnswer, ImageStretchesAnswer } from "../../server/src/protocol";
import { built } from "../support/build";
import { ext3Disk, partitionAt, withExt3 } from "../support/ext3Disk";
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
    expect(await ask({ only: { kind: "file", offset: 1064, name: "./steps/env" } })).toEqual({
      origins: [env],
      others: [],
    });
    await client.stop();
  });

  describe.skipIf(!withExt3)("with ext3", () => {
    const long = Buffer.alloc(3_000_000, "0123456789abcdef");
    const files = { "distfiles/greet": "hi\n", "steps/env": "other\n", long };
    const links = { "to-env": "steps/env", up: "../../etc/passwd" };

    it("is told with what its file systems hold, and where the bytes of a file are", async () => {
      const file = path.join(folder, "ext3.img");
      ext3Disk(file, files, links);
      const client = await Client.start();
      const answer: ImageAnswer = await client.connection.sendRequest("bootstrappable/image", { path: file });
      expect(answer).toMatchObject({ boots: false, faults: [], left: 0 });
      expect(answer.is).toBe(
        "is a disk that holds an ext3 file system in partition 1 (from byte 1048576 on)",
      );
      const named = answer.parts.filter(({ name }) => name !== "/lost+found");
      expect(
        named.map(({ kind, name, target }) => [kind, name, target ?? ""].join(" ").trim()).sort(),
      ).toEqual([
        ...["ext3 partition 1", "file /distfiles/greet", "file /long", "file /steps/env"],
        ...[
          "folder /distfiles",
          "folder /steps",
          "link /to-env steps/env",
          "link /up ../../etc/passwd",
          "stage1",
        ],
      ]);
      const bytes = await readFile(file);
      const ask = (inode: number): Promise<ImageStretchesAnswer> =>
        client.connection.sendRequest("bootstrappable/imageStretches", {
          path: file,
          at: partitionAt,
          inode,
        });
      const { ext3 } = named.find(({ name }) => name === "/long")!;
      const { stretches } = await ask(ext3!.inode);
      const read = stretches.map(({ offset, size }) => bytes.subarray(offset, offset! + size));
      expect(Buffer.concat(read).equals(long)).toBe(true);
      // A folder, and an inode that there is none of.
      for (const inode of [2, 100_000]) expect((await ask(inode)).fault).toBeDefined();
      await client.stop();
    });

    it("is compared with a tree, a disk of distfiles as what it is in the end", async () => {
      const file = path.join(folder, "origins.img");
      const env = await readFile(`${example}/steps/env`);
      const distfile = "distfiles/greet-1.0_x86.hex0";
      const greet = await readFile(`${example}/${distfile}`);
      ext3Disk(file, { "steps/env": env, "steps/manifest": "other", [distfile]: greet, none: "x" });
      const client = await Client.start();
      const answer: ImageOriginsAnswer = await client.connection.sendRequest("bootstrappable/imageOrigins", {
        ...{ path: file, root: example },
      });
      const found = answer.origins.map(({ name, same }) => `${name} ${same}`).sort();
      expect(found).toEqual([" false", `/${distfile} true`, "/steps/env true", "/steps/manifest false"]);
      expect(answer.others).toEqual(["/none"]);
      await client.stop();
    });

    it("tells what is damaged, and the rest", async () => {
      const file = path.join(folder, "damaged.img");
      ext3Disk(file, files, links);
      const client = await Client.start();
      const ask = (): Promise<ImageAnswer> =>
        client.connection.sendRequest("bootstrappable/image", { path: file });
      const whole = await ask();
      const folderAt = whole.parts.find(({ name }) => name === "/steps")!.offset;
      const handle = await open(file, "r+");
      await handle.write(Buffer.alloc(1024, 0xff), 0, 1024, folderAt);
      const damaged = await ask();
      expect(damaged.faults.map(({ code, message }) => `${code} ${message}`)).toEqual([
        "image/malformed /steps/: the folder is damaged",
      ]);
      expect(damaged.parts.some(({ name }) => name === "/distfiles/greet")).toBe(true);
      // The superblock's number of inodes for each group.
      await handle.write(Buffer.alloc(4), 0, 4, partitionAt + 1024 + 40);
      await handle.close();
      const { parts, faults } = await ask();
      expect(faults.map(({ message }) => message)).toEqual(["the file system's superblock is damaged"]);
      expect(parts.map(({ kind }) => kind)).toEqual(["stage1", "ext3"]);
      await client.stop();
    });
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
