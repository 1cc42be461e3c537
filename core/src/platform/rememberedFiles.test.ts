import { describe, expect, it } from "vitest";
import type { FileSystem } from "./fileSystem";
import { MemoryFileSystem } from "./memory";
import { RememberedFiles } from "./rememberedFiles";

const text = async (files: FileSystem, path: string) => new TextDecoder().decode(await files.read(path));

describe("remembered files", () => {
  const start = () => {
    const disk = new MemoryFileSystem({ "/t/steps/a/x": "1", "/t/steps/b/y": "1", "/else/z": "1" });
    return { disk, files: new RememberedFiles(disk, (path) => path.startsWith("/t/")) };
  };

  it("stay as they were until they are forgotten", async () => {
    const { disk, files } = start();
    expect(await text(files, "/t/steps/a/x")).toBe("1");
    expect(await files.kind("/t/steps/c")).toBeUndefined();
    expect(await files.list("/t/steps")).toHaveLength(2);
    disk.write("/t/steps/a/x", "2");
    disk.write("/t/steps/c/new", "");
    expect(await text(files, "/t/steps/a/x")).toBe("1");
    expect(await files.list("/t/steps")).toHaveLength(2);

    files.forget(["/t/steps/a/x", "/t/steps/c"]);
    expect(await text(files, "/t/steps/a/x")).toBe("2");
    expect(await files.kind("/t/steps/c")).toBe("directory");
    expect(await files.list("/t/steps")).toHaveLength(3);
  });

  it("forgets what lies below a folder", async () => {
    const { disk, files } = start();
    await text(files, "/t/steps/a/x");
    await text(files, "/t/steps/b/y");
    disk.write("/t/steps/a/x", "2");
    disk.write("/t/steps/b/y", "2");
    files.forget(["/t/steps/a"]);
    expect(await text(files, "/t/steps/a/x")).toBe("2");
    expect(await text(files, "/t/steps/b/y")).toBe("1");
  });

  it("are all asked for again when everything may have changed", async () => {
    const { disk, files } = start();
    const before = files.generation("/t/steps");
    await text(files, "/t/steps/a/x");
    await files.list("/t/steps");
    expect(await files.kind("/t/new")).toBeUndefined();
    disk.write("/t/steps/a/x", "2");
    disk.write("/t/steps/c/new", "");
    disk.write("/t/new/file", "");
    files.forgetAll();
    expect(await text(files, "/t/steps/a/x")).toBe("2");
    expect(await files.list("/t/steps")).toHaveLength(3);
    expect(await files.kind("/t/new")).toBe("directory");
    expect(files.generation("/t/steps")).not.toBe(before);
  });

  it("keeps nothing of what nobody watches, and nothing large", async () => {
    const { disk, files } = start();
    await text(files, "/else/z");
    disk.write("/else/z", "2");
    expect(await text(files, "/else/z")).toBe("2");
    disk.write("/t/large", new Uint8Array(2_000_000));
    expect((await files.read("/t/large"))?.length).toBe(2_000_000);
    disk.write("/t/large", "small");
    expect(await text(files, "/t/large")).toBe("small");
  });

  it("tells a file's stamp as it is now", async () => {
    const { disk, files } = start();
    const before = await files.stamp("/t/steps/a/x");
    disk.write("/t/steps/a/x", "3");
    expect(before?.size).toBe(1);
    expect(await files.stamp("/t/steps/a/x")).not.toEqual(before);
    expect(await files.stamp("/t/steps")).toBeUndefined();
  });
});
