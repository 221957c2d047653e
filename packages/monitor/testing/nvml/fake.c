/*
 * A library with the functions of NVML that the monitor calls. What it answers is in a text file beside it, named like
 * the library with `.script` at the end, which is read again when it changes. One command a line; a card is a number,
 * parts of a divided card are cards of their own:
 *
 *   device CARD UUID PCI-ADDRESS TOTAL-MIB USED-MIB NAME...
 *   mig CARD PART              a part of a divided card, which has a line `device` too
 *   value FUNCTION CARD NUMBER...   what a function writes
 *   code FUNCTION CARD CODE    what a function returns; CARD is * for all
 *   process KIND CARD PID MIB  KIND is compute, graphics or mps; -1 is unknown memory
 *   grow KIND CARD NUMBER      so many more processes at each call
 *   use CARD PID AGE-MS PERCENT
 *   xid CARD NUMBER            an error, told once
 *   hang FUNCTION              leaves a file that ends with `.hung`
 *   crash FUNCTION
 *
 * Compiled with -DSERIES_535 it has the longer entries of process lists, with -DOLD only the first versions of calls.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include "structures.h"

enum { SUCCESS = 0, NOT_SUPPORTED = 3, NOT_FOUND = 6, INSUFFICIENT_SIZE = 7, TIMEOUT = 10, WRONG_VERSION = 25 };
enum { CARDS = 128, RULES = 8192 };

typedef struct {
  int is_there, parts, part_ids[16], is_part;
  char uuid[96], name[96], pci[32];
  uint64_t total, used;
} card;

typedef struct {
  char word[16], function[64];
  int card;
  long long numbers[4];
  int count;
} rule;

static card cards[CARDS];
/* What the functions answer, and the processes and their uses, which are many. */
static rule *rules, *listed;
static int rule_count, listed_count, grown, xid_next;
static struct timespec read_at;
static ino_t read_file;

static void add_device(const char *line) {
  int id, length = 0;
  card it = {.is_there = 1};
  unsigned long long total, used;
  if (sscanf(line, "device %d %95s %31s %llu %llu %n", &id, it.uuid, it.pci, &total, &used, &length) < 5) return;
  snprintf(it.name, sizeof it.name, "%s", line + length);
  it.total = total << 20;
  it.used = used << 20;
  it.is_part = cards[id].is_part;
  cards[id] = it;
}

static void add_rule(const char *line) {
  rule it = {.card = -1};
  char which[16] = "*";
  it.count = sscanf(line, "%15s %63s %15s %lld %lld %lld %lld", it.word, it.function, which, &it.numbers[0],
                    &it.numbers[1], &it.numbers[2], &it.numbers[3]) - 3;
  if (which[0] != '*') it.card = atoi(which);
  int is_entry = strcmp(it.word, "process") == 0 || strcmp(it.word, "use") == 0;
  if (is_entry && listed_count < RULES) listed[listed_count++] = it;
  if (!is_entry && rule_count < RULES) rules[rule_count++] = it;
}

/* The path of a file beside the library. */
static const char *beside(const char *ending) {
  static char path[4096];
  Dl_info info;
  dladdr((void *)beside, &info);
  snprintf(path, sizeof path, "%s.%s", info.dli_fname, ending);
  return path;
}

static void read_script(void) {
  char line[512];
  struct stat status;
  const char *path = beside("script");
  if (stat(path, &status) != 0) return;
  if (status.st_ino == read_file && status.st_mtim.tv_sec == read_at.tv_sec &&
      status.st_mtim.tv_nsec == read_at.tv_nsec)
    return;
  FILE *file = fopen(path, "r");
  if (!file) return;
  read_file = status.st_ino;
  read_at = status.st_mtim;
  if (!rules) {
    rules = calloc(RULES, sizeof *rules);
    listed = calloc(RULES, sizeof *listed);
  }
  memset(cards, 0, sizeof cards);
  rule_count = listed_count = grown = xid_next = 0;
  while (fgets(line, sizeof line, file)) {
    int whole, part;
    line[strcspn(line, "\n")] = 0;
    if (strncmp(line, "device ", 7) == 0) {
      add_device(line);
    } else if (sscanf(line, "mig %d %d", &whole, &part) == 2) {
      cards[whole].part_ids[cards[whole].parts++] = part;
      cards[part].is_part = 1;
    } else if (line[0]) {
      add_rule(line);
    }
  }
  fclose(file);
}

static int id_of(const void *handle) { return handle ? (int)((const card *)handle - cards) : -1; }

static const rule *find(const char *word, const char *function, int id) {
  for (int at = 0; at < rule_count; at++) {
    const rule *it = &rules[at];
    if (strcmp(it->word, word) == 0 && strcmp(it->function, function) == 0 && (it->card < 0 || it->card == id))
      return it;
  }
  return NULL;
}

/* Does what the script says of a function, and returns its code. */
static int enter(const char *function, const void *handle) {
  read_script();
  if (find("hang", function, -1)) {
    FILE *mark = fopen(beside("hung"), "w");
    if (mark) fclose(mark);
    for (;;) pause();
  }
  if (find("crash", function, -1)) *(volatile int *)0 = 1;
  const rule *code = find("code", function, id_of(handle));
  return code ? (int)code->numbers[0] : SUCCESS;
}

/* A function that writes one number; without a line `value` it is not supported. */
static int number(const char *function, const void *handle, int which, long long *value) {
  int code = enter(function, handle);
  if (code) return code;
  const rule *it = find("value", function, id_of(handle));
  if (!it || which >= it->count) return NOT_SUPPORTED;
  *value = it->numbers[which];
  return SUCCESS;
}

static int u32(const char *function, const void *handle, int which, uint32_t *out) {
  long long value;
  int code = number(function, handle, which, &value);
  if (code == SUCCESS) *out = (uint32_t)value;
  return code;
}

static int u64(const char *function, const void *handle, uint64_t *out) {
  long long value;
  int code = number(function, handle, 0, &value);
  if (code == SUCCESS) *out = (uint64_t)value;
  return code;
}

static int text(const char *function, const void *handle, char *out, uint32_t length, const char *value) {
  int code = enter(function, handle);
  if (code) return code;
  if (strlen(value) + 1 > length) return INSUFFICIENT_SIZE;
  strcpy(out, value);
  return SUCCESS;
}

int nvmlInit_v2(void) { return enter(__func__, NULL); }

int nvmlSystemGetDriverVersion(char *out, uint32_t length) { return text(__func__, NULL, out, length, "580.95.05"); }

int nvmlDeviceGetCount_v2(uint32_t *count) {
  int code = enter(__func__, NULL);
  if (code) return code;
  *count = 0;
  for (int id = 0; id < CARDS; id++) *count += cards[id].is_there && !cards[id].is_part;
  return SUCCESS;
}

int nvmlDeviceGetHandleByIndex_v2(uint32_t index, void **handle) {
  read_script();
  int code = enter(__func__, index < CARDS ? &cards[index] : NULL);
  if (code) return code;
  if (index >= CARDS || !cards[index].is_there || cards[index].is_part) return 2;
  *handle = &cards[index];
  return SUCCESS;
}

int nvmlDeviceGetHandleByPciBusId_v2(const char *address, void **handle) {
  int code = enter(__func__, NULL);
  if (code) return code;
  for (int id = 0; id < CARDS; id++) {
    if (!cards[id].is_there || !strstr(cards[id].pci, address)) continue;
    *handle = &cards[id];
    return SUCCESS;
  }
  return NOT_FOUND;
}

int nvmlDeviceGetIndex(void *handle, uint32_t *index) {
  int code = enter(__func__, handle);
  if (code == SUCCESS) *index = (uint32_t)id_of(handle);
  return code;
}

int nvmlDeviceGetUUID(void *handle, char *out, uint32_t length) {
  return text(__func__, handle, out, length, ((card *)handle)->uuid);
}

int nvmlDeviceGetName(void *handle, char *out, uint32_t length) {
  return text(__func__, handle, out, length, ((card *)handle)->name);
}

int nvmlDeviceGetPciInfo_v3(void *handle, rbee_pci_info *info) {
  int code = enter(__func__, handle);
  if (code) return code;
  memset(info, 0, sizeof *info);
  snprintf(info->bus_id, sizeof info->bus_id, "%s", ((card *)handle)->pci);
  return SUCCESS;
}

#ifndef OLD
int nvmlDeviceGetMemoryInfo_v2(void *handle, rbee_memory_v2 *memory) {
  int code = enter(__func__, handle);
  if (code) return code;
  if (memory->version != 0x02000028) return WRONG_VERSION;
  const card *it = handle;
  memory->total = it->total;
  memory->reserved = 512 << 20;
  memory->used = it->used;
  memory->free = it->total - it->used - memory->reserved;
  return SUCCESS;
}
#endif

int nvmlDeviceGetMemoryInfo(void *handle, rbee_memory *memory) {
  int code = enter(__func__, handle);
  if (code) return code;
  const card *it = handle;
  memory->total = it->total;
  memory->used = it->used + (512 << 20);
  memory->free = memory->total - memory->used;
  return SUCCESS;
}

int nvmlDeviceGetUtilizationRates(void *handle, rbee_utilization *rates) {
  rates->memory = 99;
  return u32(__func__, handle, 0, &rates->gpu);
}

int nvmlDeviceGetTemperature(void *handle, uint32_t sensor, uint32_t *value) {
  return u32(__func__, handle, (int)sensor, value);
}

#ifndef OLD
int nvmlDeviceGetTemperatureV(void *handle, rbee_temperature *temperature) {
  if (temperature->version != 0x0100000c) return WRONG_VERSION;
  return u32(__func__, handle, (int)temperature->sensor, (uint32_t *)&temperature->temperature);
}
#endif

#define NUMBER(name) \
  int name(void *handle, uint32_t *value) { return u32(__func__, handle, 0, value); }

NUMBER(nvmlDeviceGetPowerUsage)
NUMBER(nvmlDeviceGetEnforcedPowerLimit)
NUMBER(nvmlDeviceGetFanSpeed)
NUMBER(nvmlDeviceGetCurrPcieLinkGeneration)
NUMBER(nvmlDeviceGetCurrPcieLinkWidth)
NUMBER(nvmlDeviceGetRetiredPagesPendingStatus)

int nvmlDeviceGetClockInfo(void *handle, uint32_t type, uint32_t *value) {
  return u32(__func__, handle, (int)type, value);
}

#ifndef OLD
int nvmlDeviceGetCurrentClocksEventReasons(void *handle, uint64_t *reasons) { return u64(__func__, handle, reasons); }
#endif
int nvmlDeviceGetCurrentClocksThrottleReasons(void *handle, uint64_t *reasons) { return u64(__func__, handle, reasons); }

int nvmlDeviceGetTotalEccErrors(void *handle, uint32_t type, uint32_t counter, uint64_t *errors) {
  if (type != 1 || counter != 0) return 2;
  return u64(__func__, handle, errors);
}

int nvmlDeviceGetRemappedRows(void *handle, uint32_t *right, uint32_t *wrong, uint32_t *pending, uint32_t *failed) {
  uint32_t *outs[] = {right, wrong, pending, failed};
  for (int at = 0; at < 4; at++) {
    int code = u32(__func__, handle, at, outs[at]);
    if (code) return code;
  }
  return SUCCESS;
}

int nvmlDeviceGetMigMode(void *handle, uint32_t *current, uint32_t *pending) {
  int code = enter(__func__, handle);
  if (code) return code;
  *current = *pending = ((card *)handle)->parts > 0;
  return SUCCESS;
}

int nvmlDeviceGetMaxMigDeviceCount(void *handle, uint32_t *count) {
  int code = enter(__func__, handle);
  if (code == SUCCESS) *count = 7;
  return code;
}

int nvmlDeviceGetMigDeviceHandleByIndex(void *handle, uint32_t index, void **part) {
  int code = enter(__func__, handle);
  if (code) return code;
  const card *it = handle;
  if ((int)index >= it->parts) return NOT_FOUND;
  *part = &cards[it->part_ids[index]];
  return SUCCESS;
}

/* Fills a process list of entries of `size` bytes. */
static int list(const char *function, const char *kind, void *handle, uint32_t *count, char *entries, size_t size) {
  int code = enter(function, handle);
  if (code) return code;
  const rule *grow = find("grow", kind, id_of(handle));
  if (grow) grown += (int)grow->numbers[0];
  uint32_t room = *count, found = 0;
  for (int at = 0; at < listed_count + (grow ? grown : 0); at++) {
    const rule *it = at < listed_count ? &listed[at] : NULL;
    if (it && (strcmp(it->word, "process") || strcmp(it->function, kind) || it->card != id_of(handle))) continue;
    if (found < room) {
      rbee_process_long entry = {0};
      entry.pid = it ? (uint32_t)it->numbers[0] : (uint32_t)(100000 + at);
      entry.memory = it && it->numbers[1] < 0 ? UINT64_MAX : (uint64_t)(it ? it->numbers[1] : 1) << 20;
      entry.gpu_instance = entry.compute_instance = 0xffffffff;
      memcpy(entries + found * size, &entry, size);
    }
    found++;
  }
  *count = found;
  return found > room ? INSUFFICIENT_SIZE : SUCCESS;
}

#ifdef OLD
#define LISTS(name, kind) \
  int name(void *handle, uint32_t *count, char *entries) { \
    return list(__func__, kind, handle, count, entries, sizeof(rbee_process_v1)); \
  }
#elif defined(SERIES_535)
#define LISTS(name, kind) \
  int name##_v3(void *handle, uint32_t *count, char *entries) { \
    return list(__func__, kind, handle, count, entries, sizeof(rbee_process_long)); \
  }
#else
#define LISTS(name, kind) \
  int name##_v3(void *handle, uint32_t *count, char *entries) { \
    return list(__func__, kind, handle, count, entries, sizeof(rbee_process_v2)); \
  }
#endif

LISTS(nvmlDeviceGetComputeRunningProcesses, "compute")
LISTS(nvmlDeviceGetGraphicsRunningProcesses, "graphics")
LISTS(nvmlDeviceGetMPSComputeRunningProcesses, "mps")

#ifndef OLD
int nvmlDeviceGetConfComputeMemSizeInfo(void) { return SUCCESS; }
#ifndef SERIES_535
int nvmlDeviceGetRunningProcessDetailList(void) { return SUCCESS; }
#endif
#endif

static uint64_t now_us(void) {
  struct timeval now;
  gettimeofday(&now, NULL);
  return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_usec;
}

/* The uses of a card after a time; with `entries` NULL only their number. */
static uint32_t uses(int id, uint64_t since, rbee_use_entry *entries) {
  uint32_t found = 0;
  for (int at = 0; at < listed_count; at++) {
    const rule *it = &listed[at];
    if (strcmp(it->word, "use") || atoi(it->function) != id) continue;
    /* `use CARD PID AGE PERCENT` is read as function, card and numbers. */
    uint64_t time = now_us() - (uint64_t)it->numbers[0] * 1000;
    if (time <= since) continue;
    if (entries)
      entries[found] = (rbee_use_entry){.time = time, .pid = (uint32_t)it->card, .sm = (uint32_t)it->numbers[1], .mem = 88};
    found++;
  }
  return found;
}

int nvmlDeviceGetProcessUtilization(void *handle, rbee_use_sample *samples, uint32_t *count, uint64_t since) {
  int code = enter(__func__, handle);
  if (code) return code;
  uint32_t room = *count;
  *count = uses(id_of(handle), since, NULL);
  if (*count == 0) return NOT_FOUND;
  if (*count > room || !samples) return INSUFFICIENT_SIZE;
  rbee_use_entry *entries = calloc(*count, sizeof *entries);
  *count = uses(id_of(handle), since, entries);
  for (uint32_t at = 0; at < *count; at++)
    samples[at] = (rbee_use_sample){entries[at].pid, entries[at].time, entries[at].sm, entries[at].mem, 0, 0};
  free(entries);
  return SUCCESS;
}

#ifndef OLD
int nvmlDeviceGetProcessesUtilizationInfo(void *handle, rbee_use_list *it) {
  int code = enter(__func__, handle);
  if (code) return code;
  if (it->version != 0x01000018) return WRONG_VERSION;
  uint32_t room = it->count;
  it->count = uses(id_of(handle), it->last_seen, NULL);
  if (it->count == 0) return NOT_FOUND;
  if (it->count > room || !it->entries) return INSUFFICIENT_SIZE;
  it->count = uses(id_of(handle), it->last_seen, it->entries);
  return SUCCESS;
}
#endif

int nvmlDeviceGetSupportedEventTypes(void *handle, uint64_t *types) {
  int code = enter(__func__, handle);
  if (code == SUCCESS) *types = 0x1f;
  return code;
}

int nvmlEventSetCreate(void **set) {
  static int one;
  int code = enter(__func__, NULL);
  if (code == SUCCESS) *set = &one;
  return code;
}

int nvmlDeviceRegisterEvents(void *handle, uint64_t types, void *set) {
  int code = enter(__func__, handle);
  return code ? code : types == 0x8 && set ? SUCCESS : 2;
}

int nvmlEventSetWait_v2(void *set, rbee_event_data *data, uint32_t timeout_ms) {
  int code = enter(__func__, NULL);
  if (code) return code;
  if (!set || timeout_ms) return 2;
  for (; xid_next < rule_count; xid_next++) {
    const rule *it = &rules[xid_next];
    if (strcmp(it->word, "xid")) continue;
    *data = (rbee_event_data){.device = &cards[atoi(it->function)], .type = 0x8, .data = (uint64_t)it->card};
    xid_next++;
    return SUCCESS;
  }
  return TIMEOUT;
}
