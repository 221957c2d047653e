import type { GpuDetails } from '../../../gpu-reader.ts';
import type { Told, ToldCard } from '../protocol.ts';

/** Arguments for one line a card, once a second. The name comes last, because it can contain commas. */
export const CARD_QUERY = [
  `--query-gpu=${[
    'index',
    'uuid',
    'pci.bus_id',
    'memory.total',
    'memory.used',
    'utilization.gpu',
    'temperature.gpu',
    'power.draw',
    'enforced.power.limit',
    'clocks.gr',
    'clocks.mem',
    'fan.speed',
    'pcie.link.gen.current',
    'pcie.link.width.current',
    'name',
  ].join()}`,
  '--format=csv,noheader,nounits',
  '--loop=1',
];

/** Arguments for one line a process that computes, once a second; no line if there is none. */
export const PROCESS_QUERY = [
  '--query-compute-apps=gpu_uuid,pid,used_memory',
  '--format=csv,noheader,nounits',
  '--loop=1',
];

/** Arguments for one line a process, with its use, once a second. Some cards do not support it. */
export const USE_QUERY = ['pmon', '-s', 'u', '-d', '1'];

/** A card without its processes. */
export type SmiCard = Omit<ToldCard, 'processes'>;

/** The card of a line of `CARD_QUERY`; undefined for anything else, such as an error message. */
export function cardOfLine(line: string): SmiCard | undefined {
  const [
    index,
    uuid,
    pci,
    total,
    used,
    use,
    temperature,
    power,
    limit,
    graphics,
    memory,
    fan,
    generation,
    width,
    ...name
  ] = line.split(',').map((it) => it.trim());
  if (name.length === 0 || !/^\d{1,3}$/.test(index ?? '') || !/^GPU-/.test(uuid ?? '')) return undefined;
  const isLost = /lost/i.test(`${used}${use}${temperature}`);
  const details: GpuDetails = {
    ...(pci && /^[\da-f]{8}:[\da-f]{2}:[\da-f]{2}\.[0-7]$/i.test(pci) ? { pci: shortAddress(pci) } : {}),
    ...numbersOf({
      temp_c: temperature,
      power_w: power,
      power_limit_w: limit,
      clock_mhz: graphics,
      memory_clock_mhz: memory,
      fan_pct: fan,
      pcie_generation: generation,
      pcie_width: width,
    }),
    ...(isLost ? { health: ['lost'] } : {}),
  };
  const [totalMb, usedMb] = [memoryOf(total), memoryOf(used)];
  const shares = usedMb === 'unified_memory' ? { shares_ram: true } : {};
  return {
    index: Number(index),
    uuid: uuid ?? '',
    name: name.join(', '),
    use: toldOf(use),
    used: usedMb,
    total: totalMb,
    details: { ...details, ...shares },
  };
}

const shortAddress = (pci: string): string => pci.toLowerCase().replace(/^0000(?=[\da-f]{4}:)/, '');

/** A process of a line of `PROCESS_QUERY`, with its memory in MiB. */
export interface SmiProcess {
  readonly uuid: string;
  readonly pid: number;
  readonly memory: Told;
}

/** The process of a line of `PROCESS_QUERY`; undefined for anything else. */
export function processOfLine(line: string): SmiProcess | undefined {
  const [uuid = '', pid = '', used] = line.split(',').map((it) => it.trim());
  if (!/^(GPU|MIG)-/.test(uuid) || !/^\d{1,10}$/.test(pid)) return undefined;
  const memory = toldOf(used);
  return { uuid, pid: Number(pid), memory: memory === 'not_exposed' ? 'wddm' : memory };
}

/** Use of a card by a process; null where the program gives none. */
export interface SmiUse {
  readonly index: number;
  readonly pid: number;
  readonly pct: number | null;
}

/** Reads lines of `USE_QUERY`: columns are found by the names in its headings, as later versions have more of them. */
export class UseLines {
  #columns: readonly string[] = [];

  /** The use of a line; undefined for headings, for a card without processes, and for anything else. */
  read(line: string): SmiUse | undefined {
    const words = line.trim().split(/\s+/);
    if (words[0] === '#') {
      if (words.includes('pid')) this.#columns = words.slice(1);
      return undefined;
    }
    const [index, pid, use] = ['gpu', 'pid', 'sm'].map((it) => words[this.#columns.indexOf(it)] ?? '');
    if (!/^\d{1,3}$/.test(index ?? '') || !/^\d{1,10}$/.test(pid ?? '')) return undefined;
    const pct = /^\d{1,3}$/.test(use ?? '') ? Math.min(100, Number(use)) : null;
    return { index: Number(index), pid: Number(pid), pct };
  }
}

/** A number, or why there is none: `[N/A]`, `[Not Supported]`, `[Insufficient Permissions]`, `[Unknown Error]`. */
function toldOf(text: string | undefined): Told {
  if (text === undefined) return 'driver_error';
  if (/^\d{1,12}(\.\d{1,6})?$/.test(text)) return Number(text);
  if (/N\/A|not supported/i.test(text)) return 'not_exposed';
  return /permission/i.test(text) ? 'permission' : 'driver_error';
}

/** A card without memory of its own has none that the program could tell. */
function memoryOf(text: string | undefined): Told {
  const told = toldOf(text);
  return told === 'not_exposed' ? 'unified_memory' : told;
}

function numbersOf(texts: Readonly<Record<string, string | undefined>>): GpuDetails {
  const known = Object.entries(texts).flatMap(([name, text]) => {
    const told = toldOf(text);
    return typeof told === 'number' ? [[name, name === 'fan_pct' ? Math.min(100, told) : told]] : [];
  });
  return Object.fromEntries(known);
}
