import { describe, expect, it } from "vitest";
import { nodeFileSystem } from "../../platform/node/fileSystem";
import { defaultConfiguration, type Architecture } from "../configuration";
import { treeAt } from "../tree";
import { Workspace } from "../workspace";
import { drawn, firstExpanded } from "./draw";
import { provenanceOf } from "./provenance";

/** A live-bootstrap checkout with submodules. */
const root = process.env["BOOTSTRAPPABLE_UPSTREAM"] ?? "";

describe.skipIf(root === "")("of upstream", () => {
  const workspace = new Workspace(nodeFileSystem);
  const of = (wanted: string, architecture: Architecture = "x86") =>
    provenanceOf(treeAt(root), workspace, defaultConfiguration(architecture), wanted);

  it.each<[Architecture, string, number]>([
    ["x86", "/x86/bin/M1", 181 + 632],
    ["amd64", "/AMD64/bin/M1", 229 + 618],
    ["aarch64", "/AArch64/bin/M1", 526 + 1474],
    ["riscv32", "/riscv32/bin/M1", 356 + 894],
    ["riscv64", "/riscv64/bin/M1", 392 + 946],
  ])("M1 on %s is made of the two seeds and readable sources", async (architecture, path, bytes) => {
    const found = await of(path, architecture);
    expect(found?.totals).toMatchObject({ binaryBytes: bytes, distfiles: 0, missing: [] });
    expect(found?.totals.sources.map(({ language }) => language).toSorted()).toEqual(
      ["C", "M1", "hex0", "hex1", "hex2", "kaem"].toSorted(),
    );
  });

  it("tcc comes through mes, gcc through everything before it", async () => {
    const tcc = await of("/usr/bin/tcc");
    const titles = tcc?.groups.map(({ title }) => title) ?? [];
    for (const step of ["mes-0.27.1", "tcc-0.9.26", "tcc-0.9.27, pass 1"]) expect(titles).toContain(step);
    const archives = (tcc?.nodes ?? []).flatMap(({ kind, label }) =>
      kind === "distfile" ? label.replace(/.*\//, "") : [],
    );
    expect(archives.toSorted()).toEqual(
      ["mes-0.27.1.tar.gz", "nyacc-1.00.2-lb1.tar.gz", "tcc-0.9.26.tar.gz", "tcc-0.9.27.tar.bz2"].toSorted(),
    );
    expect(tcc?.totals).toMatchObject({ binaryBytes: 813, missing: [] });
    const gcc = await of("gcc-4.0.4:1");
    expect(gcc?.totals).toMatchObject({ binaryBytes: 813, missing: [] });
    expect(gcc?.totals.steps).toBeGreaterThan(40);
    expect(drawn(gcc!, firstExpanded(gcc!)).nodes.length).toBeLessThan(100);
  });
});
