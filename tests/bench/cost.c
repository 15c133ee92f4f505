/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A recording through decoding, join, judge, report and every format, once
 * each, for whoever counts its instructions:
 *
 *   cost RECORDING
 */
#include <config.h>

#include <locale.h>
#include <stdio.h>

#include "analyze/analysis.h"
#include "analyze/coverage.h"
#include "collect/decode.h"
#include "collect/recording/recording.h"
#include "render/formats.h"
#include "util/fd.h"

static int complain(const struct vt_err *err)
{
	fprintf(stderr, "cost: %s\n", err->msg);
	return 1;
}

static int render_all(const struct vt_report *r, struct vt_err *err)
{
	const struct vt_format *format;

	for (size_t i = 0; (format = vt_format_at(i)) != NULL; i++) {
		const bool audit = !strcmp(format->name, "monitoring") ||
				   !strcmp(format->name, "script") ||
				   !strcmp(format->name, "accept");
		const struct vt_render_opts how = { .command = audit ? VT_CMD_AUDIT : VT_CMD_LIST,
						    .headings = true };
		VT_BUF_OF(out);

		if (format->render(r, &how, &out, err) < 0)
			return -err->code;
	}
	return 0;
}

static int read_recording(const char *path, struct vt_recording *ret, struct vt_err *err)
{
	__attribute__((cleanup(vt_json_cleanup))) struct vt_json *doc = NULL;
	int r = vt_record_document(path, &doc, err);

	return r < 0 ? r : vt_record_read(doc, ret, err);
}

int main(int argc, char **argv)
{
	__attribute__((cleanup(vt_recording_done))) struct vt_recording rec = { 0 };
	struct vt_err err = { 0 };
	struct vt_analysis *analysis;
	struct vt_facts *facts;
	struct vt_report *report;
	int r;

	setlocale(LC_CTYPE, "");
	if (argc != 2)
		return 2;
	if (read_recording(argv[1], &rec, &err) < 0)
		return complain(&err);
	facts = vt_decode(rec.scans[0]);
	vt_coverage_find(facts);
	analysis = vt_analyze(facts);
	report = vt_report_new(analysis, NULL, NULL);
	report->generated_at = rec.generated_at;
	r = render_all(report, &err);
	vt_report_free(report);
	vt_analysis_free(analysis);
	vt_facts_free(facts);
	return r < 0 ? complain(&err) : 0;
}
