#!/bin/sh
#
# SPDX-FileCopyrightText: 2026 The bootstrappable authors
#
# SPDX-License-Identifier: MIT

set -ex

# What unhex0 writes, hex0 must turn into the same bytes again
mkdir -p ${TMPDIR}/round_trip
cd ${TMPDIR}/round_trip

cp ${BINDIR}/kaem kaem
sha256sum -o checksums kaem

unhex0 kaem kaem.hex0
rm kaem
hex0 kaem.hex0 kaem

sha256sum -c checksums
