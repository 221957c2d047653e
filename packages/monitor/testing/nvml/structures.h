/* The structures of NVML that the monitor reads, with the sizes that its code expects (src/gpu/nvml/child/structures.ts). */
#ifndef RBEE_NVML_STRUCTURES_H
#define RBEE_NVML_STRUCTURES_H

#include <stddef.h>
#include <stdint.h>

typedef struct { uint64_t total, free, used; } rbee_memory;
typedef struct { uint32_t version; uint64_t total, reserved, free, used; } rbee_memory_v2;
typedef struct { uint32_t gpu, memory; } rbee_utilization;
typedef struct {
  char legacy_bus_id[16];
  uint32_t domain, bus, device, device_id, subsystem_id;
  char bus_id[32];
} rbee_pci_info;
typedef struct { uint32_t version, sensor; int32_t temperature; } rbee_temperature;
typedef struct { void *device; uint64_t type, data; uint32_t gpu_instance, compute_instance; } rbee_event_data;
typedef struct { uint32_t pid; uint64_t memory; } rbee_process_v1;
typedef struct { uint32_t pid; uint64_t memory; uint32_t gpu_instance, compute_instance; } rbee_process_v2;
typedef struct {
  uint32_t pid;
  uint64_t memory;
  uint32_t gpu_instance, compute_instance;
  uint64_t protected_memory;
} rbee_process_long;
typedef struct { uint32_t pid; uint64_t time; uint32_t sm, mem, enc, dec; } rbee_use_sample;
typedef struct { uint64_t time; uint32_t pid, sm, mem, enc, dec, jpg, ofa; } rbee_use_entry;
typedef struct { uint32_t version, count; uint64_t last_seen; rbee_use_entry *entries; } rbee_use_list;

_Static_assert(sizeof(rbee_memory) == 24, "memory");
_Static_assert(sizeof(rbee_memory_v2) == 40, "memory v2");
_Static_assert(offsetof(rbee_memory_v2, total) == 8 && offsetof(rbee_memory_v2, used) == 32, "memory v2");
_Static_assert(sizeof(rbee_utilization) == 8, "utilization");
_Static_assert(sizeof(rbee_pci_info) == 68 && offsetof(rbee_pci_info, bus_id) == 36, "PCI info");
_Static_assert(sizeof(rbee_temperature) == 12, "temperature");
_Static_assert(sizeof(rbee_event_data) == 32 && offsetof(rbee_event_data, data) == 16, "event data");
_Static_assert(sizeof(rbee_process_v1) == 16 && offsetof(rbee_process_v1, memory) == 8, "process v1");
_Static_assert(sizeof(rbee_process_v2) == 24 && offsetof(rbee_process_v2, memory) == 8, "process v2");
_Static_assert(sizeof(rbee_process_long) == 32 && offsetof(rbee_process_long, memory) == 8, "long process");
_Static_assert(sizeof(rbee_use_sample) == 32 && offsetof(rbee_use_sample, sm) == 16, "use sample");
_Static_assert(sizeof(rbee_use_entry) == 40 && offsetof(rbee_use_entry, sm) == 12, "use entry");
_Static_assert(sizeof(rbee_use_list) == 24 && offsetof(rbee_use_list, entries) == 16, "use list");

#endif
