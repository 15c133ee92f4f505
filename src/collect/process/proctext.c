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
	unsigned long long fields[23];
	const char *p;
	char *next;

	/* The state is field 3, the parent 4, threads 20, the start 22. */
	if (!end || end[1] != ' ' || !end[2])
		return -EBADMSG;
	p = end + 3;
	for (size_t i = 4; i < 23; i++, p = next) {
		fields[i] = strtoull(p, &next, 10);
		if (next == p)
			return -EBADMSG;
	}
	*ret = (struct vt_pidstat){ .comm = name + 1,
				    .comm_len = (size_t)(end - name - 1),
				    .state = end[2],
				    .ppid = (int)fields[4],
				    .threads = (unsigned int)fields[20],
				    .start = fields[22] };
	return 0;
}

int32_t vt_status_head_pid(const char *text)
{
	static const char key[] = " pid='";
	const char *root = text ? strstr(text, "<domstatus ") : NULL;
	const char *end = root ? strchr(root, '>') : NULL;
	const char *pid = end ? memmem(root, (size_t)(end - root), key, strlen(key)) : NULL;
	long long value = pid ? strtoll(pid + strlen(key), NULL, 10) : 0;

	return value > 0 && value <= INT32_MAX ? (int32_t)value : 0;
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
