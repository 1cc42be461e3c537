#!/bin/sh
#
# SPDX-FileCopyrightText: 2026 The bootstrappable authors
#
# SPDX-License-Identifier: MIT

set -ex

shout /etc/motd
