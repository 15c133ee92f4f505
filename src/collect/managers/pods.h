/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What pods are called: names for network namespaces and VMs that are in them. */
#ifndef VT_COLLECT_MANAGERS_PODS_H
#define VT_COLLECT_MANAGERS_PODS_H

#include "collect/raw.h"

/* What its sources are called: @id is a pod's UID, @text "default/web-0". */
#define VT_PODS "kubernetes"

/** vt_pods_name - of the pod's namespace, before others call it something else; @f has processes */
void vt_pods_name(struct vt_facts *f, const struct vt_raw *raw);

/** vt_pods_label - the labels pod-name and pod-namespace of VMs in pods; @f has its VMs */
void vt_pods_label(struct vt_facts *f, const struct vt_raw *raw);

#endif
