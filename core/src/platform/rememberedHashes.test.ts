import { expect, it } from "vitest";
import { MemoryFileSystem } from "./memory";
import { rememberedHashes } from "./rememberedHashes";

it("hashes a file once, until it changes or goes", async () => {
  const files = new MemoryFileSystem({ "/a": "1" });
  const asked: string[] = [];
  const hash = rememberedHashes(files, async (path) => {
    asked.push(path);
    return { sha256: new TextDecoder().decode(await files.read(path)), size: 1 };
  });
  expect([await hash("/a"), await hash("/a"), await hash("/b")].map((one) => one?.sha256)).toEqual([
    "1",
    "1",
    undefined,
  ]);
  files.write("/a", "2");
  expect((await hash("/a"))?.sha256).toBe("2");
  expect(asked).toEqual(["/a", "/a"]);
});
