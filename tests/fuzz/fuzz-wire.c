/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The bytes of a prober that was taken over: no crash, whatever was taken can
 * be decoded, and what was written again is read again.
 */
#include <config.h>

#include "collect/decode.h"
#include "collect/prober/wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Of what the reader let through, every byte must survive. */
static void check_again(const struct vt_raw *raw)
{
	struct vt_wire w = { .raw = vt_raw_new() };
	struct vt_wire_sent sent = { 0 };
	struct vt_err err = { 0 };
	VT_BUF_OF(first);
	VT_BUF_OF(second);

	vt_wire_put(&first, raw, &sent, VT_PHASE_CONNS);
	vt_wire_put_end(&first, &err);
	if (vt_wire_take(&w, first.p, first.len) < 0 || !w.ended)
		abort();
	memset(&sent, 0, sizeof(sent));
	vt_wire_put(&second, w.raw, &sent, VT_PHASE_CONNS);
	vt_wire_put_end(&second, &err);
	if (first.len != second.len || memcmp(first.p, second.p, first.len) != 0)
		abort();
	vt_wire_done(&w);
	vt_raw_free(w.raw);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vt_wire w = { .raw = vt_raw_new() };
	size_t half = size / 2;
	struct vt_facts *f;

	/* What comes in two parts is cut anywhere. */
	if (vt_wire_take(&w, data, half) == 0)
		vt_wire_take(&w, data + half, size - half);
	f = vt_decode(w.raw);
	check_again(w.raw);
	vt_facts_free(f);
	vt_wire_done(&w);
	vt_raw_free(w.raw);
	return 0;
}
