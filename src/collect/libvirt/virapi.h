/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libvirt, loaded when the first connection is asked: it brings 50 libraries,
 * which take longer to load than a scan without libvirt does, and four times
 * its memory.
 *
 * Calls go through the table: vt_vir.virConnectClose(conn).
 */
#ifndef VT_COLLECT_LIBVIRT_VIRAPI_H
#define VT_COLLECT_LIBVIRT_VIRAPI_H

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include "util/arena.h"

#define VT_VIR_FUNCTIONS(F) \
	F(virConnectClose) \
	F(virConnectDomainEventDeregisterAny) \
	F(virConnectDomainEventRegisterAny) \
	F(virConnectGetLibVersion) \
	F(virConnectGetType) \
	F(virConnectListAllDomains) \
	F(virConnectListAllNWFilterBindings) \
	F(virConnectListAllNetworks) \
	F(virConnectOpenAuth) \
	F(virDomainFree) \
	F(virDomainGetID) \
	F(virDomainGetName) \
	F(virDomainGetState) \
	F(virDomainGetUUID) \
	F(virDomainGetUUIDString) \
	F(virDomainGetXMLDesc) \
	F(virDomainLookupByUUID) \
	F(virDomainRef) \
	F(virEventRegisterImpl) \
	F(virGetLastErrorCode) \
	F(virGetLastErrorMessage) \
	F(virInitialize) \
	F(virNWFilterBindingFree) \
	F(virNWFilterBindingGetXMLDesc) \
	F(virNetworkDHCPLeaseFree) \
	F(virNetworkFree) \
	F(virNetworkGetDHCPLeases) \
	F(virNetworkGetName) \
	F(virNetworkListAllPorts) \
	F(virNetworkPortFree) \
	F(virNetworkPortGetXMLDesc) \
	F(virSetErrorFunc)

#define VT_VIR_MEMBER(name) __typeof__(&name) name;

/** struct vt_vir_functions - what is used of libvirt, by libvirt's own names */
struct vt_vir_functions {
	VT_VIR_FUNCTIONS(VT_VIR_MEMBER)
};

/* Not to be read before vt_virapi_load() returned NULL. */
extern struct vt_vir_functions vt_vir;

/**
 * vt_virapi_load - load and initialise libvirt, once; from any thread
 *
 * Silences libvirt's own messages. Returns NULL, or why it cannot be used: a
 * text that stays.
 */
const char *vt_virapi_load(void);

/**
 * vt_virapi_open - a read-only connection to @uri, after aliases of libvirt.conf
 * @ret_error: why there is none; static or of the library's, for this thread
 *
 * Only what vt_uri_refusal() lets through; NULL on failure. To be called after
 * vt_virapi_load().
 */
virConnectPtr vt_virapi_open(const char *uri, const char **ret_error);

/** vt_virapi_conf - path of libvirt.conf for this user, borrowed from @arena; may be NULL */
const char *vt_virapi_conf(struct vt_arena *arena);

#endif
