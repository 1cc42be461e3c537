import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/** How large a generated tree is. */
export interface TreeSize {
  /** Directives of the manifest. */
  readonly steps: number;
  /** Patches and other files beside the script and the sources of each package. */
  readonly filesPerPackage: number;
  /** A folder to copy as `seed/`; absent, the tree has an empty one. */
  readonly seed?: string;
}

/** As live-bootstrap at the pinned commit: some 1,600 files, 175 builds of 140 packages. */
export const likeLiveBootstrap: Omit<TreeSize, "seed"> = { steps: 210, filesPerPackage: 8 };

/** Builds under kaem, before bash. */
const KAEM_BUILDS = 14;

/**
 * Writes a tree in live-bootstrap's layout under `root`, the same for the same size: packages with sources, scripts,
 * patches and checksums; second passes, improvements, jumps, uninstalls, defines and predicates among their builds.
 */
export function generateTree(root: string, size: TreeSize): void {
  const write = (name: string, content: string) => {
    const file = path.join(root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  };
  const manifest = ["# Generated: a tree to measure with.", ""];
  const sums: string[] = [];
  const parts: string[] = ["Parts", "*****", ""];
  const kaemPackage = (name: string, pass: number) => {
    const script = [
      "set -ex",
      "mkdir -p build",
      "cd build",
      `hex0 ../src/${name}.hex0 ${name}`,
      `cp ${name} /usr/bin/${name}`,
      `chmod 755 /usr/bin/${name}`,
      "cd ..",
      `sha256sum -c ${name}.x86.checksums`,
    ];
    write(`steps/${name}/pass${pass}.kaem`, `${script.join("\n")}\n`);
    write(`steps/${name}/${name}.x86.checksums`, `${hash(name)}  /usr/bin/${name}\n`);
    write(`steps/${name}/src/${name}.hex0`, "7F 45 4C 46\n");
  };
  const others = (name: string) => {
    for (let file = 0; file < size.filesPerPackage; file++) {
      write(
        `steps/${name}/patches/${file}.patch`,
        `--- a/file\n+++ b/file\n@@ -1 +1 @@\n-${name}\n+patched\n`,
      );
    }
  };
  const sources = (name: string) =>
    write(`steps/${name}/sources`, `f https://example.org/${name}.tar.gz ${hash(name)}\n`);
  const bashScript = (name: string, pass: number) => {
    const script = `# SPDX-License-Identifier: MIT\n\nsrc_prepare() {\n    default\n}\n\nsrc_configure() {\n    ./configure --prefix="\${PREFIX}"\n}\n`;
    write(`steps/${name}/pass${pass}.sh`, script);
  };
  write("steps/improve/tidy.sh", "rm -rf /tmp/*\n");
  write("steps/jump/linux.sh", "echo jump\n");
  write("steps/helpers.sh", "build() {\n    :\n}\n");
  write("steps/env", "PREFIX=/usr\nSRCDIR=/steps\n");

  for (let step = 0; step < KAEM_BUILDS; step++) {
    const name = `early-${step}.0`;
    kaemPackage(name, 1);
    manifest.push(`build: ${name}`);
  }
  kaemPackage("bash-2.05b", 1);
  manifest.push("define: BUILD_LINUX = ( CHROOT == False || BUILD_KERNELS == True )", "build: bash-2.05b");
  for (let step = 0; manifest.length < size.steps + 2; step++) {
    const name = `package-${step}.${step % 10}`;
    sources(name);
    bashScript(name, 1);
    others(name);
    sums.push(`${hash(name)}  ${name}_0.tar.bz2`);
    if (step % 5 === 0) parts.push(`package ${step}.${step % 10}`, "=".repeat(20), "", `Number ${step}.`, "");
    manifest.push(`build: ${name}${step % 7 === 0 ? " ( CHROOT == False && QEMU == True )" : ""}`);
    if (step % 5 === 1) {
      bashScript(name, 2);
      manifest.push(`build: ${name}`);
    }
    if (step % 10 === 2) manifest.push("improve: tidy");
    if (step % 50 === 3) manifest.push(`define: VARIABLE_${step} = ( CHROOT == True || ARCH == x86 )`);
    if (step % 40 === 4) manifest.push(`uninstall: package-${step - 1}.${(step - 1) % 10}`);
    if (step % 500 === 499) manifest.push("jump: linux ( BUILD_LINUX == True )");
  }
  write("steps/manifest", `${manifest.slice(0, size.steps + 2).join("\n")}\n`);
  write("steps/SHA256SUMS.pkgs", `${sums.join("\n")}\n`);
  write("parts.rst", `${parts.join("\n")}\n`);
  mkdirSync(path.join(root, "seed"), { recursive: true });
  mkdirSync(path.join(root, "distfiles"), { recursive: true });
  if (size.seed !== undefined) copyFolder(size.seed, path.join(root, "seed"));
}

/** A made-up SHA-256 that differs for every name. */
function hash(name: string): string {
  return Buffer.from(name).toString("hex").padStart(64, "0").slice(-64);
}

function copyFolder(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) copyFolder(source, target);
    else if (entry.isFile()) copyFileSync(source, target);
  }
}
