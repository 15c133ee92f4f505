/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Events of watch as lines, for programs and for people. */
#include <config.h>

#include "render/event-lines.h"

#include <errno.h>
#include <string.h>

#include "analyze/rates.h"
#include "render/columns.h"
#include "render/shared.h"
#include "render/safe-text.h"
#include "util/cleanup.h"

VT_DEFINE_CLEANUP(json, struct vt_json *, vt_json_free)

/* What the row's device carries per second; not the row's, which it would change all the time. */
static struct vt_json *rates_of(const struct vt_event *event)
{
	const struct vt_link *link = vt_mapping_link(event->report, event->mapping);
	const struct vt_rate *rate = vt_rates_of(event->report->rates, link);
	struct vt_json *o = rate ? vt_json_object() : NULL;

	if (!rate)
		return NULL;
	vt_json_set_u64(o, "from_guest_bytes", rate->from_bytes);
	vt_json_set_u64(o, "from_guest_packets", rate->from_packets);
	vt_json_set_u64(o, "to_guest_bytes", rate->to_bytes);
	vt_json_set_u64(o, "to_guest_packets", rate->to_packets);
	return o;
}

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
	if (event->mapping) {
		struct vt_json *rates = rates_of(event);

		if (rates)
			vt_json_set(o, "rates", rates);
		else
			vt_json_set_null(o, "rates");
		vt_json_fill_mapping(o, event->report, event->mapping);
	} else {
		vt_json_fill_finding(o, event->finding);
	}
	text = vt_json_text(o, false, &len);
	if (!text)
		return vt_err_set(err, ENOMEM, "cannot write JSON");
	vt_buf_add(out, text, len);
	vt_buf_str(out, "\n");
	return 0;
}

/* "web1 net0 vnet3 ok", or what the finding says */
static void add_mapping(struct vt_buf *out, const struct vt_event *event)
{
	struct vt_row row = vt_row_of_mapping(event->report, event->mapping);
	static const char *const names[] = { "VM", "NIC", "DEVICE", "STATUS" };
	bool ascii = vt_text_ascii();
	struct vt_err err = { 0 };
	VT_BUF_OF(cell);

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const struct vt_column *c = vt_column_by_name(names[i], strlen(names[i]), &err);

		if (!vt_column_shown(c, &row, &cell))
			continue;
		vt_buf_str(out, " ");
		vt_text_add(out, cell.p, ascii);
	}
}

static void add_finding(struct vt_buf *out, const struct vt_finding *f)
{
	vt_buf_fmt(out, " %s ", vt_class(f->code)->code);
	vt_finding_subject(out, f, vt_text_ascii());
	vt_buf_str(out, ": ");
	vt_text_add(out, f->message ? f->message : vt_class(f->code)->summary, vt_text_ascii());
}

/* Of an update the first event is what was before; rows without news are not told at first. */
static bool is_told(const struct vt_event *e)
{
	if (e->reason == VT_REASON_UPDATE)
		return e->kind == VT_EVENT_MAPPED || e->kind == VT_EVENT_RAISED;
	return e->reason != VT_REASON_PRESENT || e->finding;
}

void vt_watch_log(const struct vt_event *event, const char *time, bool color, struct vt_buf *out)
{
	const struct vt_finding *f = event->finding;
	const char *word = event->reason == VT_REASON_UPDATE ? "changed" :
							       vt_event_kind_name(event->kind);
	const char *mood = f && event->kind == VT_EVENT_RAISED ?
				   vt_severity_name(vt_finding_severity(f)) :
			   f ? "ok" :
			       NULL;

	if (!is_told(event))
		return;
	vt_buf_fmt(out, "%s ", time);
	vt_text_colored(out, mood, word, color);
	if (f)
		add_finding(out, f);
	else
		add_mapping(out, event);
	vt_buf_str(out, "\n");
}
