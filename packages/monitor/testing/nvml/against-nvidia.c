/* Compared at compile time: the structures of structures.h, and those of NVIDIA's own header. */
#include <nvml.h>

#include "structures.h"

#define SAME(ours, theirs) _Static_assert(sizeof(ours) == sizeof(theirs), #theirs)
#define AT(ours, field, theirs, their_field) \
  _Static_assert(offsetof(ours, field) == offsetof(theirs, their_field), #theirs "." #their_field)

SAME(rbee_memory, nvmlMemory_t);
SAME(rbee_memory_v2, nvmlMemory_v2_t);
AT(rbee_memory_v2, total, nvmlMemory_v2_t, total);
AT(rbee_memory_v2, used, nvmlMemory_v2_t, used);
SAME(rbee_utilization, nvmlUtilization_t);
SAME(rbee_pci_info, nvmlPciInfo_t);
AT(rbee_pci_info, bus_id, nvmlPciInfo_t, busId);
SAME(rbee_event_data, nvmlEventData_t);
AT(rbee_event_data, data, nvmlEventData_t, eventData);
SAME(rbee_process_v1, nvmlProcessInfo_v1_t);
SAME(rbee_process_v2, nvmlProcessInfo_v2_t);
AT(rbee_process_v2, memory, nvmlProcessInfo_v2_t, usedGpuMemory);
SAME(rbee_use_sample, nvmlProcessUtilizationSample_t);
AT(rbee_use_sample, sm, nvmlProcessUtilizationSample_t, smUtil);
#ifdef nvmlProcessesUtilizationInfo_v1
SAME(rbee_use_entry, nvmlProcessUtilizationInfo_v1_t);
AT(rbee_use_entry, sm, nvmlProcessUtilizationInfo_v1_t, smUtil);
SAME(rbee_use_list, nvmlProcessesUtilizationInfo_v1_t);
AT(rbee_use_list, entries, nvmlProcessesUtilizationInfo_v1_t, procUtilArray);
#endif
#ifdef nvmlTemperature_v1
SAME(rbee_temperature, nvmlTemperature_v1_t);
AT(rbee_temperature, temperature, nvmlTemperature_v1_t, temperature);
#endif
