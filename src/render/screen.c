/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Events to lines of JSON, and a report to a screen. */
#include <config.h>

#include "render/screen.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <wchar.h>

#include "render/shared.h"
#include "render/safe-text.h"
#include "util/cleanup.h"

VT_DEFINE_CLEANUP(json, struct vt_json *, vt_json_free)

int vt_watch_line(const struct vt_event *event, const char *time, struct vt_buf *out,
		  struct vt_err *err)
{
	const struct vt_host *host = &event->report->facts->host;
	VT_CLEANUP(json) struct vt_json *o = vt_json_object();
	const char *text;
	size_t len;

	vt_json_set_str(o, "event", vt_event_kind_name(event->kind));
	vt_json_set_str(o, "reason", vt_event_reason_name(event->reason));
	vt_json_set_str(o, "time", time);
	vt_json_set_str(o, "host", host->hostname);
	vt_json_set_str(o, "machine_id", host->machine_id);
	vt_json_set_str(o, "boot_id", host->boot_id);
	if (event->mapping)
		vt_json_fill_mapping(o, event->report, event->mapping);
	else
		vt_json_fill_finding(o, event->finding);
	text = vt_json_text(o, false, &len);
	if (!text)
		return vt_err_set(err, ENOMEM, "cannot write JSON");
	vt_buf_add(out, text, len);
	vt_buf_str(out, "\n");
	return 0;
}

static const char *plural(uint32_t n)
{
	return n == 1 ? "" : "s";
}

static void add_title(const struct vt_report *r, struct vt_buf *out)
{
	const struct vt_summary *s = &r->summary;
	uint32_t running = 0;

	for (size_t i = 0; i < r->facts->domains.n; i++)
		running += r->facts->domains.v[i].active;
	vt_text_add(out, r->facts->host.hostname ? r->facts->host.hostname : "?", vt_text_ascii());
	vt_buf_fmt(out, ": %u guest%s, %u device%s, %u critical, %u warning%s, %u info, at %s\n",
		   running, plural(running), s->devices, plural(s->devices),
		   s->findings[VT_CRITICAL], s->findings[VT_WARNING],
		   plural(s->findings[VT_WARNING]), s->findings[VT_INFO], r->generated_at);
	if (r->facts->gaps.n) {
		vt_buf_str(out, "coverage: ");
		vt_coverage_line(out, r);
		vt_buf_str(out, "\n");
	}
	vt_buf_str(out, "\n");
}

static int add_tables(const struct vt_report *r, const struct vt_render_opts *o, struct vt_buf *out,
		      struct vt_err *err)
{
	struct vt_render_opts how = *o;
	int result = 0;

	how.command = VT_CMD_AUDIT;
	how.columns = NULL;
	how.verbose = 0;
	if (r->findings->rows.n) {
		result = vt_table_rows(r, &how, out, NULL, err);
		vt_buf_str(out, "\n");
	}
	how.command = VT_CMD_LIST;
	how.columns = o->columns;
	return result < 0 ? result : vt_table_rows(r, &how, out, NULL, err);
}

static size_t count_lines(const struct vt_buf *text)
{
	size_t n = 0;

	for (size_t i = 0; i < text->len; i++)
		n += text->p[i] == '\n';
	return n;
}

/*
 * As much of a line as the screen is wide: what is beyond it would be written
 * over its last character. Colours take no room.
 */
static size_t fit(const char *line, size_t n, int width)
{
	size_t i = 0;
	int room = width > 0 ? width : INT_MAX;

	while (i < n) {
		uint32_t cp;
		size_t length = vt_utf8_next(line + i, &cp);
		int columns = length ? wcwidth((wchar_t)cp) : 1;

		if (line[i] == '\033') {
			i += strcspn(line + i, "m") + 1;
			continue;
		}
		room -= columns > 0 ? columns : 0;
		if (room < 0)
			break;
		i += length ? length : 1;
	}
	return i < n ? i : n;
}

int vt_watch_screen(const struct vt_report *r, const struct vt_render_opts *o, size_t rows,
		    struct vt_buf *out, struct vt_err *err)
{
	VT_BUF_OF(text);
	const char *line;
	size_t lines, shown;
	int result;

	add_title(r, &text);
	result = add_tables(r, o, &text, err);
	if (result < 0)
		return result;
	lines = count_lines(&text);
	shown = lines <= rows ? lines : rows > 1 ? rows - 1 : 1;
	line = text.p;
	vt_buf_str(out, "\033[H");
	/* Lines are cleared before they are written: a cursor that has reached
	 * the margin would clear what stands there. */
	for (size_t i = 0; i < shown; i++) {
		size_t n = strcspn(line, "\n");

		vt_buf_str(out, i ? "\r\n\033[K" : "\033[K");
		vt_buf_add(out, line, fit(line, n, o->width));
		vt_buf_str(out, o->color ? "\033[0m" : "");
		line += n + 1;
	}
	if (shown < lines)
		vt_buf_fmt(out, "\r\n\033[K... and %zu more lines", lines - shown);
	else if (shown < rows)
		vt_buf_str(out, "\r\n\033[J");
	return 0;
}
