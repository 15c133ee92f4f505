/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A recording of any bytes: through reader, decoders, join, rules and the JSON
 * renderer. What comes out is JSON, and does not differ from itself. JSON
 * inventories are compared, and all text is scrubbed.
 */
#include <config.h>

#include "analyze/analysis.h"
#include "analyze/coverage.h"
#include "analyze/diff.h"
#include "collect/decode.h"
#include "collect/recording/recording.h"
#include "collect/recording/scrub.h"
#include "render/diff.h"
#include "schema.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max) __attribute__((weak));
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned int seed);

/* The number of changes, which can be shown. */
static size_t n_changes(const struct vt_json *old, const struct vt_json *new)
{
	__attribute__((cleanup(vt_diff_cleanup))) struct vt_diff *d = vt_diff_new(old, new);
	const struct vt_render_opts how = { .command = VT_CMD_DIFF };
	struct vt_err err = { 0 };
	VT_BUF_OF(lines);
	VT_BUF_OF(json);

	if (vt_render_diff(d, false, &how, &lines, &err) < 0 || !lines.len != !d->changes.n ||
	    vt_render_diff(d, true, &how, &json, &err) < 0 || !vt_utf8_valid(json.p))
		abort();
	return d->changes.n;
}

static void compare(const struct vt_json *doc)
{
	__attribute__((cleanup(vt_json_cleanup))) struct vt_json *other = NULL;
	static const char text[] =
		"{\"mappings\":[],\"findings\":[],\"domains\":["
		"{\"name\":\"web\",\"uuid\":\"w\",\"id\":1,\"interfaces\":[{\"alias\":\"net0\"}]}],"
		"\"devices\":[{\"ifname\":\"vnet0\",\"holders\":[{\"pid\":7}],"
		"\"claims\":[{\"domain\":\"web\",\"alias\":\"net0\"}]}]}";
	struct vt_err err = { 0 };

	if (vt_json_parse(text, sizeof(text) - 1, &other, &err) < 0 || n_changes(doc, doc) != 0 ||
	    n_changes(doc, other) != n_changes(other, doc))
		abort();
}

static void check_json(struct vt_report *r)
{
	__attribute__((cleanup(vt_json_cleanup))) struct vt_json *doc = NULL;
	const struct vt_render_opts how = { .command = VT_CMD_LIST };
	struct vt_err err = { 0 };
	VT_BUF_OF(out);

	r->generated_at = "2026-01-31T08:15:00Z";
	r->replay = true;
	if (vt_format_by_name("json")->render(r, &how, &out, &err) < 0 || !vt_utf8_valid(out.p) ||
	    vt_json_parse(out.p, out.len, &doc, &err) < 0 || vt_diff_check(doc, &err) < 0)
		abort();
	check_schema(out.p, out.len);
	compare(doc);
}

static void check_recording(const struct vt_recording *rec)
{
	struct vt_facts *facts[2] = { NULL, NULL };
	struct vt_analysis *scans[2] = { NULL, NULL };
	struct vt_verdict *verdict = NULL;
	struct vt_report *report;

	for (size_t i = 0; i < rec->n_scans; i++) {
		facts[i] = vt_decode(rec->scans[i]);
		vt_coverage_find(facts[i]);
		scans[i] = vt_analyze(facts[i]);
	}
	if (scans[1])
		verdict = vt_verdict_confirm(scans[1], vt_analysis_verdict(scans[0]));
	report = vt_report_new(scans[1] ? scans[1] : scans[0], verdict, NULL);
	check_json(report);
	vt_report_free(report);
	vt_verdict_free(verdict);
	for (size_t i = 0; i < 2; i++) {
		vt_analysis_free(scans[i]);
		vt_facts_free(facts[i]);
	}
}

/* What is scrubbed once has nothing left to be found where it was found. */
static void scrub(const char *text)
{
	VT_BUF_OF(out);
	VT_BUF_OF(what);

	if (vt_scrub_xml(text, &out, &what) && !strstr(out.p, VT_SCRUBBED))
		abort();
	if (vt_scrub_arg("-object", text, &out, &what) && !strstr(out.p, VT_SCRUBBED))
		abort();
	vt_scrub_uri(text, &out, &what);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	__attribute__((cleanup(vt_json_cleanup))) struct vt_json *doc = NULL;
	char *text = vt_xmemdup0(data, size);
	struct vt_recording rec;
	struct vt_err err = { 0 };

	scrub(text);
	if (vt_json_parse(text, size, &doc, &err) == 0) {
		err.code = 0;
		if (vt_diff_check(doc, &err) == 0)
			compare(doc);
		err.code = 0;
		if (vt_record_read(doc, &rec, &err) == 0) {
			check_recording(&rec);
			vt_recording_done(&rec);
		} else if (!err.code || !*err.msg || rec.n_scans) {
			abort();
		}
	}
	free(text);
	return 0;
}

/* What is in the string that begins at or behind @from; false when none does. */
static bool find_string(const uint8_t *data, size_t size, size_t from, size_t *at, size_t *len)
{
	const uint8_t *p = memchr(data + from, '"', size - from), *end;

	if (!p)
		return false;
	*at = (size_t)(p - data) + 1;
	for (end = p + 1; end < data + size && *end != '"'; end++)
		end += *end == '\\' && end + 1 < data + size;
	*len = (size_t)(end - p) - 1;
	return end < data + size;
}

/*
 * Mostly one string is changed and stays one, since bytes at random are hardly
 * ever JSON. libFuzzer takes it where it is there.
 */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned int seed)
{
	size_t at, len, room, new_len;
	uint8_t text[512];

	if (seed % 8 == 0 || !size || !find_string(data, size, seed / 8 % size, &at, &len) ||
	    len > sizeof(text) / 2)
		return LLVMFuzzerMutate(data, size, max);
	memcpy(text, data + at, len);
	room = len + (max - size) < sizeof(text) ? len + (max - size) : sizeof(text);
	new_len = LLVMFuzzerMutate(text, len, room);
	for (size_t i = 0; i < new_len; i++)
		if (text[i] < 0x20 || text[i] >= 0x7f || text[i] == '"' || text[i] == '\\')
			text[i] = (uint8_t)('0' + text[i] % 64);
	memmove(data + at + new_len, data + at + len, size - at - len);
	memcpy(data + at, text, new_len);
	return size - len + new_len;
}
