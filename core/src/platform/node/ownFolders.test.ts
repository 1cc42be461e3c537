import { userInfo } from "node:os";
import { afterEach, expect, it, vi } from "vitest";
import { homeFolder, temporaryFolder } from "./ownFolders";

afterEach(() => vi.unstubAllEnvs());

it("a home or a folder for temporary files is never one below wherever we happen to be", () => {
  for (const value of ["", "relative", "./relative"]) {
    vi.stubEnv("HOME", value);
    vi.stubEnv("TMPDIR", value);
    expect([homeFolder(), temporaryFolder()]).toEqual([userInfo().homedir, "/tmp"]);
  }
  vi.stubEnv("HOME", "/some/where");
  vi.stubEnv("TMPDIR", "/else/where");
  expect([homeFolder(), temporaryFolder()]).toEqual(["/some/where", "/else/where"]);
});
