/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the status files of a libvirt in a container say: KubeVirt's in a pod, and others. */
#include <config.h>

#include <stdio.h>

#include "collect/managers/pods.h"
#include "tests/managers.h"
#include "tests/tap.h"
#include "util/str.h"

static const char status[] =
	"<domstatus state='running' reason='booted' pid='68'>\n"
	"<domain type='kvm' id='1'><name>default_vm-a</name><uuid>" UUID "</uuid>"
	"<devices><interface type='ethernet'><mac address='02:00:00:00:00:01'/>"
	"<target dev='tap0' managed='no'/><alias name='ua-default'/></interface>"
	"</devices></domain></domstatus>";

static int decode_status_of(struct vt_facts *f, const char *manager, int32_t pid, const char *text)
{
	struct vt_raw *raw = vt_raw_new();
	struct vt_raw_source *s = vt_vec_add(&raw->sources);
	size_t gaps = f->gaps.n;

	s->manager = manager;
	s->pid = pid;
	s->text = text;
	vt_managers_decode(f, raw);
	vt_raw_free(raw);
	return f->gaps.n > gaps ? -1 : 0;
}

static int decode_status(struct vt_facts *f, int32_t pid, const char *text)
{
	return decode_status_of(f, "kubevirt", pid, text);
}

static int decode_pod(struct vt_facts *f, int32_t pid)
{
	return decode_status(f, pid, status);
}

/* The labels of a VM of that name, as "namespace/name". */
static void kubevirt_name(const char *name, const char *want)
{
	FACTS_OF(f);
	VT_BUF_OF(got);
	char text[256];

	add_process(f, 7, "kubevirt", "b1d6e5b0");
	snprintf(text, sizeof(text),
		 "<domstatus state='running' reason='booted' pid='68'>"
		 "<domain type='kvm' id='1'><name>%s</name><uuid>" UUID
		 "</uuid></domain></domstatus>",
		 name);
	is_int(decode_status(f, 7, text), 0, name);
	for (size_t i = 0; i < f->labels.n; i++)
		vt_buf_fmt(&got, "%s%s", i ? "/" : "", f->labels.v[i].value);
	is_str(got.p, want, "namespace and name");
}

static void test_kubevirt_more(void)
{
	FACTS_OF(f);
	struct vt_domain *other;

	kubevirt_name("a_b_c", "a/b_c");
	kubevirt_name("ab", NULL);
	kubevirt_name("_b", NULL);
	kubevirt_name("a_", NULL);
	add_process(f, 7, "kubevirt", "b1d6e5b0");
	f->procs.v[0].alive = false;
	is_int(decode_pod(f, 7), 0, "of a process that ended");
	is_int((long long)f->domains.n, 0, "is none");
	f->procs.v[0].alive = true;
	is_int(decode_pod(f, 7), 0, "of a pod with the host's PID namespace");
	is_int((long long)f->domains.n, 1, "whatever number it says");
	f->procs.v[0].inner_pid = 99;
	f->domains.n = 0;
	is_int(decode_status(f, 7,
			     "<domstatus state='running' reason='booted' pid='0'>"
			     "<domain type='kvm' id='1'><name>a</name><uuid>" UUID
			     "</uuid></domain></domstatus>"),
	       0, "without a number");
	is_int((long long)f->domains.n, 1, "it is the one below whose root it was");
	f->procs.v[0].inner_pid = 68;
	f->domains.n = 0;
	other = vt_vec_add(&f->domains);
	*other = (struct vt_domain){ .name = "off", .uuid = UUID };
	other = vt_vec_add(&f->domains);
	*other = (struct vt_domain){ .name = "on", .active = true };
	decode_pod(f, 7);
	is_int((long long)f->domains.n, 3, "one that is off, or has no UUID, is another one");
}

/* Several VMs in one container: the file says which of its processes it is. */
static void test_container(void)
{
	FACTS_OF(f);

	add_process(f, 5, "docker", "0123456789ab");
	f->procs.v[0].inner_pid = 60;
	add_process(f, 6, "docker", "ba9876543210");
	f->procs.v[1].inner_pid = 68;
	add_process(f, 7, "podman", "0123456789ab");
	f->procs.v[2].inner_pid = 68;
	is_int(decode_status_of(f, "libvirt", 5, status), -1, "what is in other containers");
	is_int((long long)f->domains.n, 0, "is not looked for");
	add_process(f, 8, "docker", "0123456789ab");
	f->procs.v[3].inner_pid = 68;
	f->procs.v[3].alive = false;
	is_int(decode_status_of(f, "libvirt", 5, status), -1, "nor what has ended");
	f->procs.v[3].alive = true;
	is_int(decode_status_of(f, "libvirt", 5, status), 0,
	       "a process beside the one that led there");
	is_int(f->domains.v[0].pid, 8, "is the VM's");
	is_str(f->domains.v[0].manager_id, "0123456789ab", "in that container");
	is_str(vt_domain_manager(f, &f->domains.v[0]), "libvirt", "by its libvirt");
	is_int((long long)f->labels.n, 0, "whose names have no parts");
	f->domains.n = 0;
	f->procs.v[3].inner_pid = 0;
	f->procs.v[3].pid = 68;
	is_int(decode_status_of(f, "libvirt", 5, status), 0, "in the host's PID namespace");
	is_int(f->domains.v[0].pid, 68, "by its own number");
}

static void test_kubevirt(void)
{
	FACTS_OF(f);

	is_int(decode_pod(f, 7), 0, "of a process that is gone");
	is_int((long long)f->domains.n, 0, "is none");
	add_process(f, 7, "kubevirt", "b1d6e5b0");
	f->procs.v[0].inner_pid = 99;
	is_int(decode_pod(f, 7), -1, "of another process in the pod");
	is_int((long long)(f->domains.n + f->nics.n + f->labels.n), 0, "leaves nothing");
	f->procs.v[0].inner_pid = 68;
	is_int(decode_pod(f, 7), 0, "of the VM's own");
	is_str(f->domains.v[0].name, "default_vm-a", "name");
	is_int(f->domains.v[0].pid, 7, "the host's number of the process");
	is_int(f->domains.v[0].id, -1, "libvirt's id is the pod's own");
	is_str(f->domains.v[0].manager_id, "b1d6e5b0", "the pod");
	is_str(f->nics.v[0].target, "tap0", "its NIC");
	is_str(f->labels.v[0].value, "default", "namespace");
	is_str(f->labels.v[1].value, "vm-a", "name in it");
	is_int(decode_pod(f, 7), 0, "again, as by a connection");
	is_int((long long)f->domains.n, 1, "it is there once");
}

#define POD "b1d6e5b0-0c12-4f6e-9d7d-2f5f7a1c9e11"

static struct vt_netns *add_netns(struct vt_facts *f, uint64_t inode)
{
	struct vt_netns *n = vt_vec_add(&f->netnses);

	n->inode = inode;
	return n;
}

static struct vt_raw *pod_of(const char *manager, const char *id, const char *text)
{
	struct vt_raw *raw = vt_raw_new();
	struct vt_raw_source *s = vt_vec_add(&raw->sources);

	s->manager = manager;
	s->id = id;
	s->text = text;
	return raw;
}

/* What the namespace of a process in pod @id is called, and how many labels its VM has. */
static void is_called(const char *manager, const char *id, struct vt_raw *raw, uint64_t netns,
		      const char *want, long long labels, const char *why)
{
	FACTS_OF(f);

	f->own_netns = 2;
	add_netns(f, 1);
	add_netns(f, 2);
	add_netns(f, 3)->name = "blue";
	add_netns(f, 4);
	add_process(f, 7, manager, id);
	f->procs.v[0].netns = netns;
	vt_vec_add(&f->domains)->manager_id = id;
	vt_pods_name(f, raw);
	vt_pods_label(f, raw);
	is_str(f->netnses.v[netns - 1].name, want, why);
	is_int((long long)f->labels.n, labels, "labels");
	for (size_t i = 0; i < f->labels.n; i++)
		is_str(f->labels.v[i].value, i ? "default" : "web-0",
		       i ? "pod-namespace" : "pod-name");
	vt_raw_free(raw);
}

static void test_pods(void)
{
	is_called("kubernetes", POD, pod_of("kubernetes", POD, "default/web-0"), 1, "default/web-0",
		  2, "as the pod");
	is_called("kubernetes", POD, pod_of("kubernetes", POD, "default/web-0"), 4, "default/web-0",
		  2, "the last one, too");
	is_called("kubernetes", POD, pod_of("kubernetes", POD, "default/web-0"), 3, "blue", 2,
		  "unless ip-netns(8) has a name");
	is_called("kubernetes", POD, pod_of("kubernetes", POD, "default/web-0"), 2, NULL, 2,
		  "our own is no pod's");
	is_called("docker", POD, pod_of("kubernetes", POD, "default/web-0"), 1, NULL, 2,
		  "nor is a container's");
	is_called("kubernetes", UUID, pod_of("kubernetes", POD, "default/web-0"), 1, NULL, 0,
		  "another pod");
	is_called("kubernetes", POD, pod_of("kubernetes", POD, "web-0"), 1, NULL, 0,
		  "no namespace and name");
	is_called("kubernetes", POD, pod_of("kubernetes", POD, NULL), 1, NULL, 0, "no text");
	is_called("kubernetes", NULL, pod_of("kubernetes", NULL, "default/web-0"), 1, NULL, 0,
		  "no UID");
	is_called("kubernetes", POD, pod_of("incus", POD, "default/web-0"), 1, NULL, 0,
		  "another manager's text");
}

int main(void)
{
	test_kubevirt();
	test_kubevirt_more();
	test_container();
	test_pods();
	return done();
}
