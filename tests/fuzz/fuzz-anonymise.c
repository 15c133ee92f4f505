/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A recording of any bytes, anonymised: what comes out can be read again, and of a
 * name that is put wherever names stand nothing is left.
 */
#include <config.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collect/recording/recording.h"
#include "util/arena.h"

#define SECRET "qzxjv"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* @text with the name behind it, as a word of its own. */
static void plant(struct vt_arena *arena, const char **text)
{
	if (*text)
		*text = vt_arena_fmt(arena, "%s " SECRET, *text);
}

static void plant_conn(struct vt_arena *arena, struct vt_raw_conn *c)
{
	for (size_t i = 0; i < c->domains.n; i++) {
		plant(arena, &c->domains.v[i].name);
		plant(arena, &c->domains.v[i].xml);
	}
	for (size_t i = 0; i < c->pidfiles.n; i++) {
		plant(arena, &c->pidfiles.v[i].path);
		plant(arena, &c->pidfiles.v[i].name);
		plant(arena, &c->pidfiles.v[i].status);
	}
	for (size_t i = 0; i < c->registrations.n; i++)
		plant(arena, &c->registrations.v[i].text);
}

static void plant_all(struct vt_raw *raw)
{
	plant(raw->arena, &raw->host.hostname);
	for (size_t i = 0; i < raw->conns.n; i++)
		plant_conn(raw->arena, raw->conns.v[i]);
	for (size_t i = 0; i < raw->procs.n; i++) {
		plant(raw->arena, &raw->procs.v[i].exe);
		plant(raw->arena, &raw->procs.v[i].cgroup);
	}
	for (size_t i = 0; i < raw->sources.n; i++)
		plant(raw->arena, &raw->sources.v[i].text);
	for (size_t i = 0; i < raw->gaps.n; i++)
		plant(raw->arena, &raw->gaps.v[i].detail);
}

static void check(struct vt_recording *rec)
{
	__attribute__((cleanup(vt_json_cleanup))) struct vt_json *doc = NULL;
	struct vt_recording again;
	struct vt_err err = { 0 };
	char *text = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);

	if (!f)
		return;
	for (size_t i = 0; i < rec->n_scans; i++)
		plant_all(rec->scans[i]);
	rec->anonymise = true;
	vt_record_print(f, rec);
	fclose(f);
	if (strstr(text, SECRET) || vt_json_parse(text, size, &doc, &err) < 0 ||
	    vt_record_read(doc, &again, &err) < 0)
		abort();
	vt_recording_done(&again);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	__attribute__((cleanup(vt_json_cleanup))) struct vt_json *doc = NULL;
	char *text = vt_xmemdup0(data, size);
	struct vt_recording rec;
	struct vt_err err = { 0 };

	if (vt_json_parse(text, size, &doc, &err) == 0 && vt_record_read(doc, &rec, &err) == 0) {
		check(&rec);
		vt_recording_done(&rec);
	}
	free(text);
	return 0;
}
