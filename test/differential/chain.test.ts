import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Architecture } from "@bootstrappable/core/assemble/architectures";
import { assemble } from "@bootstrappable/core/assemble/assemble";
import type { AssemblyLanguage } from "@bootstrappable/core/assemble/assembly";
import { catm } from "@bootstrappable/core/assemble/catm";
import { expandM0 } from "@bootstrappable/core/assemble/m0";
import { describe, expect, it } from "vitest";
import { errorsOf } from "./tools";

// The chain of a stage0-posix checkout, from hex0 to the C compiler, with our assemblers alone. The SHA-256s are those of
// what the stage tools themselves make when they run (natively, and under qemu-user), as mescc-tools-mini-kaem.kaem says.

const upstream = process.env["BOOTSTRAPPABLE_UPSTREAM"];
const root = upstream === undefined ? "" : path.join(upstream, "seed/stage0-posix");

interface Chain {
  readonly folder: string;
  readonly architecture: Architecture;
  readonly elf: string;
  /** The language that catm is written in. */
  readonly catm: "hex1" | "hex2";
  /** Whether the compiler's DEFINEs are in a file of their own. */
  readonly defines: boolean;
  readonly sha256: Readonly<Record<"hex0" | "hex1" | "hex2-0" | "catm" | "M0" | "cc", string>>;
}

const chains: readonly Chain[] = [
  {
    folder: "x86",
    architecture: "x86",
    elf: "ELF-i386",
    catm: "hex2",
    defines: false,
    sha256: {
      hex0: "f74dcf9cef2aee9eb7723eca755849d474fccd89662947021d1aa08429d23c13",
      hex1: "30da8f019c21e71d9ea60b374272209956256958d21f698c0b757c8fa560c9cf",
      "hex2-0": "8aaab3e704f13eac93ffb9649349fdd1d63b47d3d7fe32140db15b853bd4335b",
      catm: "103d35c04e73a690958259f99a99f62433be5be73ece8fd985ce8e4d026e56d1",
      M0: "ee34687b4bdf41062fde93660259db0c7bb935d9763db1a0d314cdcc32fc01fe",
      cc: "0677dd1540b7edc88e8bc67391517c052d03b99a26eb01aabcf7ac70f3846fad",
    },
  },
  {
    folder: "AMD64",
    architecture: "amd64",
    elf: "ELF-amd64",
    catm: "hex2",
    defines: false,
    sha256: {
      hex0: "66c95985e668f20f2465c2b876f83fef066fd7c8c2dd3adb51a969f2d7120c8b",
      hex1: "c264a212d2b0e1f1bcf34217ed7876bb9324bd7e29cd902bb1cad4d9f45f1cf8",
      "hex2-0": "6c69c7e60df220e884de4fc3bdf7137352b7b3c25a1fb7000ef7f7dea82b33bc",
      catm: "911d19bff7be2bc4657b312b19c29ad98cbaad2fed141a016fa0104e07e83ce7",
      M0: "db97dff12dbbc1f547b5fb58fe70267ac9a99d43d5879d8bbf578f31f1ec2bd1",
      cc: "b817c888e89685d1ef8984e07a72c0e44dc4f994a3a1db9a01888de6d0e530c3",
    },
  },
  {
    folder: "AArch64",
    architecture: "aarch64",
    elf: "ELF-aarch64",
    catm: "hex1",
    defines: false,
    sha256: {
      hex0: "8ca9745e20af3f0d6037684cbc3ec3789c205d86ccecf43f77d0aeabf16050b4",
      hex1: "ddcfc3f0c0e40459180e994eaa121e51d79bbdee7fed17b33287fdbf85b1ce76",
      "hex2-0": "802fd6fa4634ebd1136b1c63824801a2f477c9765373a24e11a924cde039ba73",
      catm: "a9f694a011d0bd9ba31fd05dfc9cdff1faa18f37ea9d313f7852dea0705e858c",
      M0: "222b70d077bba079c998d40b87e5dcf3c46b48a94f0e8b998b4507955faae77b",
      cc: "d14b75a71b463862fdd5ea92d7327b71aba6ad589baf2f2bee0c384335c4a727",
    },
  },
  {
    folder: "riscv32",
    architecture: "riscv32",
    elf: "ELF-riscv32",
    catm: "hex2",
    defines: true,
    sha256: {
      hex0: "a798705f344d4aa066a4477243870f785079c9c62941b62348a392c25a0348f3",
      hex1: "35a66d6ca6fedcb8e37d5e521ea22c7eda5cf5962eb1455a9b34b8861797ed89",
      "hex2-0": "d7a04291ec9b66de5212c7dc6f3d38ec957f903749490f1679b165e29abf25c9",
      catm: "501a82376b470d5a6d1021ddcfa961a5053da79a6441d0d24f3bcb98cb8915f5",
      M0: "57d0e53785d3dd96a8e67a7543ce030562feb0f1ac9e57a393d149e596e470cc",
      cc: "578a996334def9d010dd4ce6a62997992b8b4cf1f598582a90ac82ac790f6dc3",
    },
  },
  {
    folder: "riscv64",
    architecture: "riscv64",
    elf: "ELF-riscv64",
    catm: "hex2",
    defines: true,
    sha256: {
      hex0: "1b50ceef632b83b79aef0cf91d60bc0cb242a3b2bfba22cb5115d80112b50ac9",
      hex1: "2c0037d9455f282d5612c1cf280b6a681a33ee1fd633375276e4a816101a3574",
      "hex2-0": "93b9073e0fbdd03da34bc3d6b47302157b11a18a6753161b2e77384dc4347459",
      catm: "ad24954282f57a2704c890fd95c375745b076964b6d731f1baf9f387afee2c0b",
      M0: "495d188c9e24bba8e7c76bcb11cdfd9a6624e037c4df50b07b2aeb4a8f68b3ea",
      cc: "fe337e9c2d9b6e6a550561491b7d2640d088975e107ee9b522641428e1362685",
    },
  },
];

function chainOf(chain: Chain): Record<string, string> {
  const { folder, architecture } = chain;
  const source = (file: string) => ({ name: file, bytes: readFileSync(path.join(root, folder, file)) });
  const sha = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
  const make = (language: AssemblyLanguage, bytes: Uint8Array) => {
    const made = assemble({ language, architecture, dialect: "stage", inputs: [{ name: language, bytes }] });
    expect(errorsOf(made.findings)).toEqual([]);
    return sha(made.bytes);
  };
  const elf = source(`${chain.elf}.hex2`);
  const compiler = source(`cc_${architecture}.M1`);
  const m1 = chain.defines ? catm([source(`${architecture}_defs.M1`), compiler]) : compiler.bytes;
  const { hex2 } = expandM0([{ name: "cc", bytes: m1 }], architecture);
  return {
    hex0: make("hex0", source(`hex0_${folder}.hex0`).bytes),
    hex1: make("hex0", source(`hex1_${folder}.hex0`).bytes),
    "hex2-0": make("hex1", source(`hex2_${folder}.hex1`).bytes),
    catm: make(chain.catm, source(`catm_${folder}.${chain.catm}`).bytes),
    M0: make("hex2", catm([elf, source(`M0_${folder}.hex2`)])),
    cc: make("hex2", catm([elf, { name: "cc.hex2", bytes: hex2 }])),
  };
}

describe.skipIf(!existsSync(root))("stage0-posix, set BOOTSTRAPPABLE_UPSTREAM", () => {
  it.each(chains.map((chain) => [chain.folder, chain] as const))("%s", (_, chain) => {
    expect(chainOf(chain)).toEqual(chain.sha256);
  });
});
