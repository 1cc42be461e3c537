import { expect, it } from "vitest";
import type { BulkFiles, Draft } from "../platform/bulkFiles";
import { DiskError } from "../platform/disk";
import { writeImages } from "./write";

it("tells of a disk that is too long for its file system by a code, and leaves nothing", async () => {
  let discarded = 0;
  const draft = {
    extend: () => Promise.reject(new DiskError("/disk.img cannot be made as long", "/disk.img", "EFBIG")),
    discard: () => {
      discarded++;
      return Promise.resolve();
    },
  } as Partial<Draft> as Draft;
  const files = { draft: () => Promise.resolve(draft) } as Partial<BulkFiles> as BulkFiles;
  const image = { kind: "builder-hex0", length: 1 << 20, writeTo: () => Promise.resolve() } as const;
  const signal = new AbortController().signal;
  await expect(
    writeImages(files, [{ image, output: "/disk.img" }], { force: true, signal }),
  ).rejects.toMatchObject({
    code: "image/disk-size",
    message: "/disk.img cannot be made as long",
  });
  expect(discarded).toBe(1);
});
