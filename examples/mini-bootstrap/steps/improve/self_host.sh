#!/bin/sh
#
# SPDX-FileCopyrightText: 2026 The bootstrappable authors
#
# SPDX-License-Identifier: MIT

set -ex

# All that was assembled on the way here by hex0-seed and its offspring is assembled
# again by the hex0 that is installed. The answers must still be the same.
cd /

hex0 ${ARCH_DIR}/hex0_${ARCH_DIR}.hex0 ${ARCH_DIR}/artifact/hex0
hex0 ${ARCH_DIR}/kaem-minimal.hex0 ${ARCH_DIR}/artifact/kaem-0

hex0 ${ARCH_DIR}/hex0_${ARCH_DIR}.hex0 ${ARCH_DIR}/bin/hex0
hex0 ${ARCH_DIR}/kaem_${ARCH_DIR}.hex0 ${ARCH_DIR}/bin/kaem
hex0 ${ARCH_DIR}/catm_${ARCH_DIR}.hex0 ${ARCH_DIR}/bin/catm
hex0 ${ARCH_DIR}/cp_${ARCH_DIR}.hex0 ${ARCH_DIR}/bin/cp
hex0 ${ARCH_DIR}/rm_${ARCH_DIR}.hex0 ${ARCH_DIR}/bin/rm
hex0 ${ARCH_DIR}/mkdir_${ARCH_DIR}.hex0 ${ARCH_DIR}/bin/mkdir
hex0 ${ARCH_DIR}/match_${ARCH_DIR}.hex0 ${ARCH_DIR}/bin/match
hex0 ${ARCH_DIR}/sha256sum_${ARCH_DIR}.hex0 ${ARCH_DIR}/bin/sha256sum

sha256sum -c ${ARCH}.answers
