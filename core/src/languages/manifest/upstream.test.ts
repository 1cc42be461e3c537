import { describe, expect, it } from "vitest";
import { nodeFileSystem } from "../../platform/node/fileSystem";
import { RememberedFiles } from "../../platform/rememberedFiles";
import { defaultConfiguration } from "../../tree/configuration";
import { makePlan } from "../../tree/plan";
import { treeAt } from "../../tree/tree";
import { SourceText } from "../../text/sourceText";
import { Workspace } from "../../tree/workspace";
import { diagnostics } from "./diagnostics";
import { parseManifest } from "./parser";

/** A live-bootstrap checkout with submodules; the figures are those of the revision that LANGUAGES was measured on. */
const root = process.env["BOOTSTRAPPABLE_UPSTREAM"];

const early = "This step needs find, which only line 114 (build: findutils-4.2.33) builds.";

describe.skipIf(root === undefined)("upstream's manifest", () => {
  const tree = treeAt(root ?? "");
  const workspace = new Workspace(new RememberedFiles(nodeFileSystem, () => true));

  it("has 205 directives, 170 builds of 137 packages", async () => {
    const { directives } = parseManifest((await workspace.text(tree.manifest))!);
    const builds = directives.flatMap((each) => (each.kind === "build" ? [each.argument!.text] : []));
    expect(directives).toHaveLength(205);
    expect(builds).toHaveLength(170);
    expect(new Set(builds).size).toBe(137);
  });

  const unused = "pass13.sh of perl-Devel-Tokenizer-C-0.11 never runs: it is built 12 times.";

  it("gives warnings, for a find before findutils and a script that never runs, and hints: two unused folders, what a chroot leaves out", async () => {
    const text = (await workspace.text(tree.manifest))!;
    const document = { language: "bootstrap-manifest", path: tree.manifest, text, workspace } as const;
    const found = await diagnostics(document);
    expect(found.filter(({ severity }) => severity !== "hint").map(({ message }) => message)).toEqual([
      early,
      unused,
    ]);
    const others = found.filter(({ code }) => !/inactive|needs-later/.test(code));
    expect(others.map(({ code, message }) => `${code} ${message}`)).toEqual([
      "manifest/unused-folder No line builds guile-3.0.9, perl-5.10.1; a mirror downloads their sources all the same.",
      `step/unused-pass ${unused}`,
    ]);
    expect(found.length - others.length).toBe(22);
  });

  it.each([
    ["setup_repo", "musl-1.1.24", "/external/repo"],
    ["m4-1.4.7", "automake-1.11.2", "m4"],
    ["autoconf-2.69", "linux-headers-4.14.341-openela", "autoconf-2.69"],
    ["automake-1.15.1", "python-2.0.1", "aclocal-1.15"],
    ["autogen-5.18.16", "libmd-1.1.0", "autogen"],
    ["gperf-3.3", "libmd-1.1.0", "gperf"],
  ])("tells what would lack %s, were it built behind %s", async (moved, behind, needed) => {
    const lines = (await workspace.text(tree.manifest))!.latin1.split("\n");
    const from = lines.findIndex((line) => line.endsWith(`: ${moved}`));
    const [line] = lines.splice(from, 1);
    lines.splice(lines.lastIndexOf(`build: ${behind}`) + 1, 0, line!);
    const text = SourceText.fromString(lines.join("\n"));
    const document = { language: "bootstrap-manifest", path: tree.manifest, text, workspace } as const;
    const found = (await diagnostics(document)).filter(({ code }) => code === "manifest/needs-later");
    const errors = found.flatMap(({ severity, message }) => (severity === "error" ? [message] : []));
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain(needed);
  });

  it.each(["True", "False"])(
    "has nothing else too early, whatever is configured with CHROOT=%s",
    async (CHROOT) => {
      const text = (await workspace.text(tree.manifest))!;
      const document = { language: "bootstrap-manifest", path: tree.manifest, text, workspace } as const;
      const names = ["KERNEL_BOOTSTRAP", "BUILD_KERNELS", "INTERACTIVE", "UPDATE_CHECKSUMS", "BARE_METAL"];
      try {
        for (let bits = 0; bits < 1 << names.length; bits++) {
          const values = names.map((name, bit) => [name, (bits >> bit) & 1 ? "True" : "False"]);
          const variables = { CHROOT, ...(Object.fromEntries(values) as Record<string, string>) };
          workspace.choices.set(tree.root, { variables });
          const found = (await diagnostics(document)).filter(({ code }) => code === "manifest/needs-later");
          expect(found.map(({ message }) => message)).toEqual([early]);
        }
      } finally {
        workspace.choices.clear();
      }
    },
  );

  it.each([
    ["x86 in a chroot", {}],
    ["QEMU with kernel bootstrap", { CHROOT: "False", KERNEL_BOOTSTRAP: "True", QEMU: "True" }],
    ["QEMU with a kernel", { CHROOT: "False", QEMU: "True" }],
  ])("makes a plan without problems for %s", async (_, changes) => {
    const configuration = new Map([...defaultConfiguration("x86"), ...Object.entries(changes)]);
    const { problems, steps } = await makePlan(tree, workspace, configuration);
    expect(problems).toEqual([]);
    expect(steps.length).toBeGreaterThan(180);
  });
});
