#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# embed-object.sh NAME LITTLE BIG: two files as one array of C, by byte order
set -eu

bytes()
{
	od -An -v -tx1 "$1" | sed -e 's/ \([0-9a-f][0-9a-f]\)/0x\1,/g' -e 's/^/\t/' -e 's/,0x/, 0x/g'
}

cat <<END
/* Made by build-aux/embed-object.sh; do not edit. */
static const unsigned char $1[] __attribute__((aligned(8))) = {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
END
bytes "$2"
echo '#else'
bytes "$3"
printf '#endif\n};\n'
