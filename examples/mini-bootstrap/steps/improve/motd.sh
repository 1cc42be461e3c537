#!/bin/sh
#
# SPDX-FileCopyrightText: 2026 The bootstrappable authors
#
# SPDX-License-Identifier: MIT

set -ex

# A message of the day, joined from two parts
catm /etc/motd ${SRCDIR}/improve/files/motd.head ${SRCDIR}/improve/files/motd.tail
