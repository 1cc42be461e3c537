import { MemoryFileSystem } from "../../platform/memory";
import { fixture } from "../../testing/fixture";
import { Workspace } from "../../tree/workspace";
import type { Document } from "../language";

/** A steps/helpers.sh of our own, built like live-bootstrap's. */
export const helpersText = `#!/bin/bash -e
# Removes things.
uninstall() {
    rm "$1"
}

get_revision() {
    local pkg=$1
    revision=$(ls "\${pkg}"* | wc -l)
}

# Builds a package.
# It takes two arguments.
build() {
    pkg=$1
    get_revision "\${pkg}"
    script_name=\${2:-pass$((revision+1)).sh}
    dirname=\${3:-\${pkg}}
    cd "\${SRCDIR}/\${pkg}" || (echo no; kill $$)
    base_dir="\${PWD}"
    if [ -e "\${base_dir}/patches-$(basename "\${script_name}" .sh)" ]; then
        patch_dir="\${base_dir}/patches-$(basename "\${script_name}" .sh)"
    else
        patch_dir="\${base_dir}/patches"
    fi
    mk_dir="\${base_dir}/mk"
    cd build
    build_script="\${base_dir}/\${script_name}"
    if test -e "\${build_script}"; then
        . "\${build_script}"
    fi
    echo "\${pkg}: unpacking source."
    build_stage=src_unpack
    call $build_stage
    unset EXTRA
    cd "\${dirname}"
    echo "\${pkg}: preparing source."
    build_stage=src_prepare
    call $build_stage
    mk_dir=gone
}

default_src_unpack() {
    for f in *; do
        tar -xf "\${DISTFILES}/\${f}" \${extract}
    done
    dirname=\${f}
}

# Applies all patches.
default_src_prepare() {
    for p in "\${patch_dir}"/*.patch; do
        patch < "\${p}"
    done
}

call() {
    if fn_exists "$1"; then $1; else default_"\${1}"; fi
}

default() {
    "default_\${build_stage}"
}
`;

const files: Readonly<Record<string, string>> = {
  "/t/steps/manifest":
    "build: early-1\nimprove: both\nbuild: bash-2\nimprove: both\nimprove: late\nbuild: a-1\nbuild: a-1\nbuild: b-1 ( CHROOT == False )\n",
  "/t/steps/helpers.sh": helpersText,
  "/t/steps/env": "DISTFILES=/external/distfiles\nPREFIX=/usr\nLIBDIR=${PREFIX}/lib\nSRCDIR=/steps\n",
  "/t/steps/improve/late.sh":
    "LIBDIR=/other\necho LIBDIR=${LIBDIR} >> /steps/env\ncat >> /steps/env <<- 'EOF'\nPREFIX=${PREFIX}\nEOF\n",
  "/t/steps/improve/both.sh": "set -ex\n",
  "/t/steps/early-1/pass1.kaem": "",
  "/t/steps/bash-2/pass1.kaem": "",
  "/t/steps/a-1/pass1.sh": "src_prepare() {\n    default\n}\n",
  "/t/steps/a-1/pass2.sh": "",
  "/t/steps/a-1/patches/one.patch": "",
  "/t/steps/a-1/patches-pass2/two.patch": "",
  "/t/steps/a-1/mk/main.mk": "",
  "/t/steps/a-1/fix.sh": "",
  "/t/steps/b-1/pass1.sh": "",
  "/t/seed/seed.kaem": "",
};

/** A script of a small tree with another text, `‸` and `⟦…⟧` marking places in it. */
export function openInTree(path: string, text: string, more: Readonly<Record<string, string>> = {}) {
  const found = fixture(text);
  const plain = found.text.slice({ start: 0, end: found.text.length });
  const workspace = new Workspace(new MemoryFileSystem({ ...files, ...more, [path]: plain }));
  const document: Document = { language: "shellscript", path, text: found.text, workspace };
  return { document, workspace, ...found };
}
