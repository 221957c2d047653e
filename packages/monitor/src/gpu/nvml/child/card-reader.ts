import type { GpuHealthCode, UnknownReason } from '@rbee/contract';
import type { GpuDetails } from '../../../gpu-reader.ts';
import type { Told, ToldCard, ToldProcesses } from '../protocol.ts';
import { readDetails, readLimits } from './details.ts';
import type { Device } from './devices.ts';
import type { LastXid } from './faults.ts';
import { readMemoryFaults, readSlowdown } from './health.ts';
import { readMemory, type ToldMemory } from './memory.ts';
import { type MigParts, migPartOf, readMigParts } from './mig.ts';
import { type CardProcess, mergeLists, type ProcessLists } from './process-lists.ts';
import { type ProcessUse, ProcessUseReader } from './process-use.ts';
import { CODES, reasonOfCode } from './return-codes.ts';
import { SIZES } from './structures.ts';

/** Time between two readings of what seldom changes, milliseconds. */
const RARELY_MS = 10_000;

/** What seldom changes. */
interface Settings {
  readonly readAtMs: number;
  readonly limits: GpuDetails;
  readonly faults: readonly GpuHealthCode[];
  /** Undefined if the card is not divided. */
  readonly mig: MigParts | undefined;
}

/** The times of one sample: monotonic milliseconds, and microseconds since the epoch. */
export interface Moment {
  readonly nowMs: number;
  readonly nowUs: number;
}

/** Reads one card, again and again. */
export class CardReader {
  readonly #device: Device;
  readonly #lists: ProcessLists;
  readonly #use = new ProcessUseReader();
  #settings: Settings | undefined;

  constructor(device: Device, lists: ProcessLists) {
    this.#device = device;
    this.#lists = lists;
  }

  /** All figures of the card. What its driver does not give is a reason, and costs no other figure. */
  read(moment: Moment, lastXid: LastXid | undefined): ToldCard {
    const { calls, uuid, index, name, pci } = this.#device;
    calls.begin();
    const memory = readMemory(calls);
    const known = { uuid, index, name };
    const details = { ...(pci !== undefined && { pci }), ...(lastXid && { last_xid: lastXid.xid }) };
    if (!calls.isLost) {
      const rest = this.#readRest(moment, memory, lastXid);
      if (!calls.isLost) return { ...known, ...rest, details: { ...details, ...rest.details } };
    }
    const lost = 'driver_error' as const;
    const health: GpuHealthCode[] = ['lost', ...xidHealth(lastXid)];
    return { ...known, use: lost, used: lost, total: lost, details: { ...details, health }, processes: lost };
  }

  #readRest(
    moment: Moment,
    memory: ToldMemory,
    lastXid: LastXid | undefined,
  ): Pick<ToldCard, 'use' | 'used' | 'total' | 'details' | 'processes'> {
    const { calls } = this.#device;
    const { limits, faults, mig } = this.#settingsAt(moment.nowMs);
    const slowdown = readSlowdown(calls);
    const health = [...(slowdown ?? []), ...faults, ...xidHealth(lastXid)];
    const isChecked = slowdown !== undefined || health.length > 0;
    return {
      ...memory,
      use: mig ? 'mig' : readUse(calls),
      details: {
        ...readDetails(calls),
        ...limits,
        ...(mig && { mig: mig.parts.map(migPartOf) }),
        ...(memory.used === 'unified_memory' && { shares_ram: true }),
        ...(isChecked && { health }),
      },
      processes: mig ? this.#readParts(mig) : this.#readWhole(moment.nowUs),
    };
  }

  #settingsAt(nowMs: number): Settings {
    const { calls } = this.#device;
    if (!this.#settings || nowMs - this.#settings.readAtMs >= RARELY_MS) {
      const [limits, faults, mig] = [readLimits(calls), readMemoryFaults(calls), readMigParts(calls)];
      this.#settings = { readAtMs: nowMs, limits, faults, mig };
    }
    return this.#settings;
  }

  #readWhole(nowUs: number): ToldProcesses | UnknownReason {
    const { calls } = this.#device;
    const processes = this.#lists.read(calls);
    if (typeof processes === 'string' || processes.length === 0) return told(processes, new Map(), 'wddm');
    return told(processes, this.#use.read(calls, nowUs), 'wddm');
  }

  /** The driver lists the processes of a divided card by its parts, and gives no use. */
  #readParts({ parts, gap }: MigParts): ToldProcesses | UnknownReason {
    if (gap) return gap;
    const all: CardProcess[] = [];
    for (const { calls } of parts) {
      const processes = this.#lists.read(calls);
      if (typeof processes === 'string') return processes;
      all.push(...processes);
    }
    const computing = all.filter((it) => it.computes);
    const drawing = all.filter((it) => !it.computes);
    return told(mergeLists(computing, [], drawing), 'mig', 'mig');
  }
}

const xidHealth = (lastXid: LastXid | undefined): GpuHealthCode[] => (lastXid?.isRecent ? ['xid'] : []);

function readUse(calls: Device['calls']): Told {
  const memory = Buffer.alloc(SIZES.utilization);
  const code = calls.call('nvmlDeviceGetUtilizationRates', memory);
  return code === CODES.success ? memory.readUInt32LE() : reasonOfCode(code);
}

/** A process without a sample is idle. */
function told(
  processes: readonly CardProcess[] | UnknownReason,
  use: ProcessUse,
  memoryGap: UnknownReason,
): ToldProcesses | UnknownReason {
  if (typeof processes === 'string') return processes;
  const numbers: number[] = [];
  for (const it of processes) {
    const pct = typeof use === 'string' ? -1 : (use.get(it.pid) ?? 0);
    numbers.push(it.pid, it.computes ? 1 : 0, it.mebibytes ?? -1, pct);
  }
  return {
    numbers,
    memoryGap,
    useGap: typeof use === 'string' ? use : 'not_exposed',
  };
}
