import { expect, it } from "vitest";
import { MemoryFileSystem } from "../../platform/memory";
import { SourceText } from "../../text/sourceText";
import { Workspace } from "../../tree/workspace";
import { sources } from "./index";

const hash = "a".repeat(64);

/** Helpers of our own that unpack as live-bootstrap's do. */
const helpers = `
build() {
    build_stage=src_unpack
    call $build_stage
}
extract_file() {
    case "\${f}" in
        *.tar* | *.tgz)
            if test -e "\${PREFIX}/libexec/rmt"; then
                tar --no-same-owner -xf "\${DISTFILES}/\${f}"
            else
                case "\${f}" in
                *.tar.gz) tar -xzf "\${DISTFILES}/\${f}" ;;
                *.tar.xz | *.tar.lzma) unxz --file "\${DISTFILES}/\${f}" | tar -xf - ;;
                esac
            fi
            ;;
        *) cp "\${DISTFILES}/\${f}" . ;;
    esac
}
default_src_unpack() {
    extract_file a
}
`;

async function check(
  manifest: readonly string[],
  archive: string,
  more: Readonly<Record<string, string>> = {},
): Promise<string[]> {
  const path = "/t/steps/a-1/sources";
  const written = `f http://h/x ${hash} ${archive}\n`;
  const files = {
    "/t/steps/manifest": manifest.map((line) => `build: ${line}\n`).join(""),
    "/t/steps/helpers.sh": helpers,
    [path]: written,
    ...more,
  };
  const workspace = new Workspace(new MemoryFileSystem(files));
  const text = SourceText.fromString(written);
  const found = await sources.diagnostics!({ language: "bootstrap-sources", path, text, workspace });
  return found
    .filter(({ code }) => code === "sources/no-unpacker")
    .map(({ range, message }) => `${text.slice(range)}: ${message}`);
}

const only = "helpers.sh unpacks nothing but .tar.gz, .tar.xz, .tar.lzma";

it.each([
  [["bash-2", "a-1"], "a.tgz", [`a.tgz: ${only}: this archive stays packed.`]],
  [["bash-2", "a-1"], "a.tar.zst", [`a.tar.zst: ${only}: this archive stays packed.`]],
  [
    ["bash-2", "a-1", "tar-1.34"],
    "a.tgz",
    [`a.tgz: ${only} until a newer tar is built: this archive stays packed.`],
  ],
  [["tar-1.12", "bash-2", "tar-1.12", "a-1"], "a.tgz", [`a.tgz: ${only}: this archive stays packed.`]],
  [
    ["bash-2", "tar-1.34", "a-1", "xz-5"],
    "a.tar.xz",
    [
      "a.tar.xz: tar-1.34, built above a-1, unpacks this with xz, which only line 4 of the manifest (build: xz-5) builds.",
    ],
  ],
  [["bash-2", "a-1"], "a.tar.gz", []],
  [["bash-2", "a-1"], "a.tar.xz", []],
  [["bash-2", "a-1"], "a.zip", []],
  [["bash-2", "tar-1.34", "a-1"], "a.tgz", []],
  [["bash-2", "tar-1.34", "a-1"], "a.tar.xz", []],
  [["bash-2", "xz-5", "tar-1.34", "a-1"], "a.tar.xz", []],
  [["bash-2", "busybox-1", "tar-1.34", "a-1", "xz-5"], "a.tar.xz", []],
  [["a-1", "bash-2"], "a.tgz", []],
  [["bash-2"], "a.tgz", []],
])("of %j, %s: %j", async (manifest, archive, expected) => {
  expect(await check(manifest, archive)).toEqual(expected);
});

it("is told where the script leaves unpacking to the helpers, and not where it does it itself", async () => {
  const script = (text: string) => check(["bash-2", "a-1"], "a.tgz", { "/t/steps/a-1/pass1.sh": text });
  expect(await script("src_unpack() {\n  default\n  rm x\n}\n")).toHaveLength(1);
  expect(await script("src_compile() {\n  make\n}\n")).toHaveLength(1);
  expect(await script("src_unpack() {\n  gunzip x\n}\n")).toEqual([]);
  expect(await script("noextract=a.tgz\n")).toEqual([]);
});

it("is not told of helpers that unpack in another way", async () => {
  const other = { "/t/steps/helpers.sh": helpers.replace("*.tar* | *.tgz)", "*.tar*)") };
  expect(await check(["bash-2", "a-1"], "a.tgz", other)).toEqual([]);
});
