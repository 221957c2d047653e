import { natural } from '../../files/index.ts';
import { PCI_ADDRESS } from './sysfs.ts';

/** Time that a client kept one class of engines busy, since it was opened. */
export interface EngineTime {
  /** Nanoseconds, or cycles if `totalCycles` is given. */
  readonly busy: number;
  /** Cycles of the engines' clock until this reading, busy or not. */
  readonly totalCycles?: number;
  /** Number of engines in the class. */
  readonly capacity: number;
}

/** An open file of a DRM device as its `fdinfo` describes it. */
export interface DrmFile {
  /** Kernel driver, such as `amdgpu`. */
  readonly driver: string;
  /** PCI address of the device; null if it is not on PCI. */
  readonly pci: string | null;
  /** Identifies the client on its device, however often its descriptor was duplicated; null on old kernels. */
  readonly clientId: string | null;
  /** True if its driver accounts the time of engines. */
  readonly timed: boolean;
  /** By class of engines, such as `gfx` or `compute`. */
  readonly engines: ReadonlyMap<string, EngineTime>;
  /** Bytes that it holds, by region of memory, such as `vram` or `gtt`. */
  readonly memory: ReadonlyMap<string, number>;
}

/** A descriptor that was closed may be another file in the next sample, and that of an epoll can be long. */
const MAX_CHARS = 16 * 1024;
const MAX_NAMES = 64;
const MAX_NAME_CHARS = 48;
const MAX_VALUE_CHARS = 64;

/**
 * Reads `/proc/<pid>/fdinfo/<fd>` of a DRM device (Documentation/gpu/drm-usage-stats.rst); null for any other file.
 * amdgpu before Linux 5.19 had names of its own, without the time of engines; they are read too.
 */
export function parseFdinfo(text: string): DrmFile | null {
  const found = fieldsOf(text.slice(0, MAX_CHARS));
  const isOld = found.driver === null && found.pci !== null && found.pasid !== null;
  const driver = isOld ? 'amdgpu' : found.driver;
  if (driver === null) return null;
  const engines = enginesOf(found);
  return {
    driver,
    pci: found.pci,
    clientId: isOld ? found.pasid : found.clientId,
    timed: engines.size > 0 || (driver === 'amdgpu' && !isOld),
    engines,
    memory: new Map([...found.total, ...found.memory, ...found.resident]),
  };
}

/** The fields of interest, as they are written. */
class Fields {
  driver: string | null = null;
  pci: string | null = null;
  clientId: string | null = null;
  pasid: string | null = null;
  readonly times = new Map<string, number>();
  readonly cycles = new Map<string, number>();
  readonly totalCycles = new Map<string, number>();
  readonly capacities = new Map<string, number>();
  readonly total = new Map<string, number>();
  readonly memory = new Map<string, number>();
  readonly resident = new Map<string, number>();
}

/** Keys with a name in them. The first that fits counts, so `drm-total-cycles-` is before `drm-total-`. */
const NAMED: readonly (readonly [start: string, into: Named, parse: (value: string) => number | null])[] = [
  ['drm-engine-capacity-', 'capacities', (it) => natural(it)],
  ['drm-engine-', 'times', (it) => natural(/^(\d{1,20}) ns$/.exec(it)?.[1])],
  ['drm-cycles-', 'cycles', (it) => natural(it)],
  ['drm-total-cycles-', 'totalCycles', (it) => natural(it)],
  ['drm-total-', 'total', parseBytes],
  ['drm-memory-', 'memory', parseBytes],
  ['drm-resident-', 'resident', parseBytes],
];
type Named = 'times' | 'cycles' | 'totalCycles' | 'capacities' | 'total' | 'memory' | 'resident';

function fieldsOf(text: string): Fields {
  const fields = new Fields();
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    const value = line.slice(colon + 1).trim();
    if (colon > 0 && value !== '' && value.length <= MAX_VALUE_CHARS)
      setField(fields, line.slice(0, colon), value);
  }
  return fields;
}

function setField(fields: Fields, key: string, value: string): void {
  if (key === 'drm-driver') fields.driver = value;
  else if (key === 'drm-pdev' || key === 'pdev') fields.pci = addressOf(value);
  else if (key === 'drm-client-id') fields.clientId = digitsOf(value);
  else if (key === 'pasid') fields.pasid = digitsOf(value);
  else if (key === 'vram mem' || key === 'gtt mem')
    setNamed(fields.memory, key.split(' ')[0] ?? '', parseBytes(value));
  else {
    const named = NAMED.find(([start]) => key.startsWith(start));
    if (named) setNamed(fields[named[1]], key.slice(named[0].length), named[2](value));
  }
}

function setNamed(values: Map<string, number>, name: string, value: number | null): void {
  if (value === null || name === '' || name.length > MAX_NAME_CHARS) return;
  if (values.size < MAX_NAMES || values.has(name)) values.set(name, value);
}

/** amdgpu of Linux 5.14 writes `pdev` without the domain. */
function addressOf(value: string): string | null {
  const address = /^[0-9a-f]{2}:/.test(value) ? `0000:${value}` : value;
  return PCI_ADDRESS.test(address) ? address : null;
}

const digitsOf = (value: string): string | null => (/^\d{1,20}$/.test(value) ? value : null);

const UNIT: Readonly<Record<string, number>> = { '': 1, kB: 1024, KiB: 1024, MiB: 1024 ** 2 };

/** An amount of memory in bytes; the unit is bytes if none is given. */
function parseBytes(value: string): number | null {
  const parts = /^(\d{1,20})(?: +(kB|KiB|MiB))?$/.exec(value);
  const amount = natural(parts?.[1]);
  return amount === null ? null : amount * (UNIT[parts?.[2] ?? ''] ?? 1);
}

function enginesOf({ times, cycles, totalCycles, capacities }: Fields): ReadonlyMap<string, EngineTime> {
  const engines = new Map<string, EngineTime>();
  const capacityOf = (name: string) => Math.max(1, capacities.get(name) ?? 1);
  for (const [name, busy] of times) engines.set(name, { busy, capacity: capacityOf(name) });
  for (const [name, busy] of cycles) {
    const total = totalCycles.get(name);
    if (total !== undefined && !times.has(name)) {
      engines.set(name, { busy, totalCycles: total, capacity: capacityOf(name) });
    }
  }
  return engines;
}
