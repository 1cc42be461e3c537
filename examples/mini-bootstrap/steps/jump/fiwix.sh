#!/bin/sh
#
# SPDX-FileCopyrightText: 2026 The bootstrappable authors
#
# SPDX-License-Identifier: MIT

# live-bootstrap can start without any operating system. It then runs on the little
# kernel inside builder-hex0, until it has compiled one of its own, fiwix, and here
# it would jump into that. We assemble no kernel, so the manifest lets this script
# run only if KERNEL_BOOTSTRAP is True, and for us it never is. Should somebody say
# so all the same, it is better to stop than to pretend.
set -ex

echo There is no kernel to jump to
match kernel none
