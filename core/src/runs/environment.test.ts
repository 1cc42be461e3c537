import { expect, it } from "vitest";
import { MemoryFileSystem } from "../platform/memory";
import { nodeMachine } from "../platform/node/machine";
import { defaultConfiguration } from "../tree/configuration";
import { makePlan } from "../tree/plan";
import { treeAt } from "../tree/tree";
import { Workspace } from "../tree/workspace";
import { environmentsFor } from "./environment";
import type { RunRequest } from "./request";

async function environment(env: string, realPath = (path: string) => path) {
  const tree = treeAt("/t");
  const files = new MemoryFileSystem({
    ...{ "/t/steps/manifest": "build: a-1\n", "/t/steps/a-1/pass1.kaem": "", "/t/steps/env": env },
  });
  const workspace = new Workspace(files);
  const plan = await makePlan(tree, workspace, defaultConfiguration("amd64"));
  const disk = { ...nodeMachine.disk, realPath: (path: string) => Promise.resolve(realPath(path)) };
  const request = { tree, workspace, plan } as RunRequest;
  const environmentOf = await environmentsFor({ ...nodeMachine, files, disk }, request);
  return environmentOf(plan.steps[0]!);
}

it("is what the files of the tree say", async () => {
  expect((await environment("PREFIX=/usr\n")).get("PREFIX")).toBe("/usr");
});

it.each([
  ["A=x\0y\n", /^the variable A has a zero byte/],
  [`A=${"x".repeat(131_072)}\n`, /^the variable A has 131075 bytes/],
  [
    Array.from({ length: 20 }, (_, at) => `A${at}=${"x".repeat(100_000)}\n`).join(""),
    /^the variable A10 is one too many/,
  ],
])("is refused where no program can be given it", async (env, message) => {
  await expect(environment(env)).rejects.toMatchObject({
    code: "run/bad-tree",
    message: expect.stringMatching(message) as string,
    location: { file: "/t/steps/env" },
  });
});

it("is read from the tree alone", async () => {
  const away = (path: string) => (path.endsWith("/env") ? "/home/me/.secrets" : path);
  await expect(environment("TOKEN=1\n", away)).rejects.toMatchObject({ code: "run/bad-tree" });
});
