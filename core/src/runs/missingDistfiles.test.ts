import { expect, it } from "vitest";
import { MemoryFileSystem } from "../platform/memory";
import { defaultConfiguration } from "../tree/configuration";
import { makePlan } from "../tree/plan";
import { treeAt } from "../tree/tree";
import { Workspace } from "../tree/workspace";
import { missingDistfiles } from "./missingDistfiles";

const hash = "0".repeat(64);
const files = new MemoryFileSystem({
  "/t/steps/manifest": "build: a-1\nbuild: a-1\nbuild: b-1\nimprove: get_network\nbuild: c-1\n",
  "/t/steps/a-1/pass1.kaem": "",
  "/t/steps/a-1/pass2.kaem": "",
  "/t/steps/a-1/sources": `f http://x/one ${hash}\n`,
  "/t/steps/b-1/pass1.kaem": "",
  "/t/steps/b-1/sources": `f _ ${hash} two\nf http://x/three ${hash}\nf http://x/one ${hash}\n`,
  "/t/steps/improve/get_network.sh": "",
  "/t/steps/c-1/pass1.kaem": "",
  "/t/steps/c-1/sources": `f http://x/four ${hash}\nf _ ${hash} ../five\n`,
  "/t/distfiles/one": "",
});
const more = "“distfiles fetch” downloads what is missing, and so does “run --fetch”.";

async function told(
  from: number,
  request: { network?: boolean; external?: boolean; boots?: boolean; arch?: string } = {},
) {
  const [tree, workspace] = [treeAt("/t"), new Workspace(files)];
  const plan = await makePlan(tree, workspace, defaultConfiguration("x86"));
  const configuration = new Map([
    ["ARCH", request.arch ?? "x86"],
    ["EXTERNAL_SOURCES", request.external === true ? "True" : "False"],
  ]);
  const steps = plan.steps.filter(({ number }) => number >= from);
  return missingDistfiles(
    { files },
    { tree, workspace, configuration, network: request.network === true },
    steps,
    request.boots === true,
  );
}

it.each([
  [1, {}, `3 distfiles are not there, the first of which step 3, b-1 pass 1, needs: ${more}`],
  [4, {}, `The distfile four is not there, which step 5, c-1 pass 1, needs: ${more}`],
  // What comes after the network is up downloads for itself.
  [1, { network: true }, `2 distfiles are not there, the first of which step 3, b-1 pass 1, needs: ${more}`],
  [4, { network: true }, undefined],
  [4, { boots: true }, undefined],
  [
    4,
    { boots: true, external: true },
    `The distfile four is not there, which step 5, c-1 pass 1, needs: ${more}`,
  ],
  [6, {}, undefined],
  [
    4,
    { arch: "amd64" },
    `The distfile four is not there, which step 5, c-1 pass 1, needs: ${more.replace("fetch", "fetch --arch amd64")}`,
  ],
])("from step %i on, %j: %j", async (from, request, words) => {
  expect(await told(from, request)).toBe(words);
});
