/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text of /proc files to values; no file is opened here. */
#include <config.h>

#include "collect/process/proctext.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Start of the line that begins with @key, behind it; NULL when there is none. */
static const char *line_value(const char *text, const char *key)
{
	size_t n = strlen(key);

	while (text) {
		if (!strncmp(text, key, n))
			return text + n;
		text = strchr(text, '\n');
		text = text ? text + 1 : NULL;
	}
	return NULL;
}

bool vt_fdinfo_iff(const char *text, const char **ret, size_t *ret_len)
{
	const char *value = line_value(text, "iff:");

	if (!value)
		return false;
	value += *value == '\t';
	*ret = value;
	*ret_len = strcspn(value, "\n");
	return true;
}

int vt_pidstat_decode(const char *text, struct vt_pidstat *ret)
{
	const char *name = strchr(text, '('), *end = name ? strrchr(name, ')') : NULL;
	unsigned long long start;
	unsigned int threads;
	int ppid;
	char state;

	if (!end)
		return -EBADMSG;
	/* state is field 3, parent 4, threads 20, start time 22 */
	if (sscanf(end + 1,
		   " %c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u "
		   "%*u %*u %*d %*d %*d %*d %u %*d %llu",
		   &state, &ppid, &threads, &start) != 4)
		return -EBADMSG;
	*ret = (struct vt_pidstat){ .comm = name + 1,
				    .comm_len = (size_t)(end - name - 1),
				    .state = state,
				    .ppid = ppid,
				    .threads = threads,
				    .start = start };
	return 0;
}

int32_t vt_status_head_pid(const char *text)
{
	const char *root = text ? strstr(text, "<domstatus ") : NULL;
	const char *end = root ? strchr(root, '>') : NULL;
	const char *pid = end ? memmem(root, (size_t)(end - root), " pid='", 6) : NULL;
	int32_t value;

	if (!pid || sscanf(pid, " pid='%d'", &value) != 1)
		return 0;
	return value > 0 ? value : 0;
}

int32_t vt_status_inner_pid(const char *text)
{
	const char *value = line_value(text, "NSpid:");
	long long pid = 0;
	int numbers = 0;

	for (char *end; value && *value && *value != '\n'; value = end) {
		pid = strtoll(value, &end, 10);
		if (end == value)
			break;
		numbers++;
	}
	return numbers > 1 && pid > 0 && pid <= INT32_MAX ? (int32_t)pid : 0;
}

bool vt_status_uid(const char *text, uint32_t *ret)
{
	const char *value = line_value(text, "Uid:");

	return value && sscanf(value, "%*u %u", ret) == 1;
}

uint32_t vt_devices_major(const char *text, const char *name)
{
	const char *line = strstr(text, "Character devices:");
	size_t n = strlen(name);

	for (line = line ? strchr(line, '\n') : NULL; line; line = strchr(line, '\n')) {
		char *end;
		unsigned long major = strtoul(++line, &end, 10);

		if (!strncmp(line, "Block", 5))
			break;
		if (end != line && *end == ' ' && !strncmp(end + 1, name, n) &&
		    (end[1 + n] == '\n' || !end[1 + n]))
			return (uint32_t)major;
	}
	return 0;
}
