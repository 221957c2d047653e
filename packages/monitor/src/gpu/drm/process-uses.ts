import type { UnknownReason } from '@rbee/contract';
import { type Figure, known, missing, scaled } from '../../figure.ts';
import type { GpuProcess } from '../../gpu-reader.ts';
import { BusyShare } from './busy-share.ts';
import type { Client } from './clients.ts';
import type { Driver, DriverCard } from './driver.ts';
import type { KfdUse } from './kfd.ts';
import { MIB_PER_BYTE } from './sysfs.ts';

/** What is known of the processes of one card in one sample. */
export interface CardUse {
  readonly pci: string;
  readonly driver: Driver;
  readonly reader: DriverCard;
  readonly clients: readonly Client[];
  /** ROCm processes of the card, by pid. */
  readonly kfd: ReadonlyMap<number, KfdUse>;
  /** Pids with `/dev/kfd` open whose pid on the machine is not known. */
  readonly foreignRocm: ReadonlySet<number>;
  /** Use of the whole card. */
  readonly utilPct: Figure;
  /** Why other processes, which may use the card, cannot be seen; null if there are none. */
  readonly unseen: UnknownReason | null;
  /** True if the card sleeps and its clients could not be read without waking it. */
  readonly isAsleep: boolean;
}

/** The clients of one process, summed. */
interface Sum {
  readonly bytes: Figure;
  /** Share of the class of engines that it uses most, 0 to 1. */
  readonly share: Figure;
  readonly computes: boolean;
}

const NO_CLIENT: Sum = { bytes: known(0), share: known(0), computes: false };

/** Turns clients and ROCm processes into what each process uses of a card. */
export class ProcessUses {
  #copies = new Map<string, BusyShare>();
  #copiesBefore = this.#copies;

  /** Begins a sample: drops what the previous one did not need. */
  beginSample(): void {
    this.#copiesBefore = this.#copies;
    this.#copies = new Map();
  }

  /** The processes of one card; once per card and sample. */
  of(card: CardUse, atMs: number): readonly GpuProcess[] {
    const clients = Map.groupBy(card.clients, (it) => it.process.pid);
    const pids = new Set([...clients.keys(), ...card.kfd.keys()]);
    const processes = [...pids].map((pid) =>
      this.#process(pid, card, summed(clients.get(pid) ?? [], card), atMs),
    );
    return withRest(processes, card);
  }

  #process(pid: number, card: CardUse, sum: Sum, atMs: number): GpuProcess & { readonly isRest?: boolean } {
    const kfd = card.kfd.get(pid);
    const share = kfd && this.#rocmShare(pid, card.pci, kfd, sum.share, atMs);
    if (card.isAsleep)
      return { pid, computes: sum.computes, vramMb: missing('asleep'), utilPct: missing('asleep') };
    if (card.foreignRocm.has(pid)) {
      return { pid, computes: true, vramMb: missing('pid_namespace'), utilPct: missing('pid_namespace') };
    }
    return {
      pid,
      computes: kfd !== undefined || sum.computes,
      vramMb: scaled(kfd ? larger(kfd.vramBytes, sum.bytes) : sum.bytes, MIB_PER_BYTE),
      utilPct: percent(kfd ? (share ?? missing('not_exposed')) : sum.share),
      ...(kfd && !share ? { isRest: true } : {}),
    };
  }

  /** Use by a ROCm process, whose computing is in no engine's time; undefined if the driver does not tell. */
  #rocmShare(pid: number, pci: string, kfd: KfdUse, drawing: Figure, atMs: number): Figure | undefined {
    const key = `${pid} ${pci}`;
    const meter = this.#copiesBefore.get(key) ?? new BusyShare();
    this.#copies.set(key, meter);
    const copied = kfd.copyUs?.ok ? meter.next({ busy: kfd.copyUs.value * 1000, capacity: 1 }, atMs) : null;
    if (!kfd.occupancy) return undefined;
    return larger(larger(kfd.occupancy, known(copied ?? 0)), drawing);
  }
}

/** The larger figure, if the second one is known. */
const larger = (figure: Figure, other: Figure): Figure =>
  figure.ok && other.ok && other.value > figure.value ? other : figure;

const percent = (share: Figure): Figure => (share.ok ? known(Math.min(100, share.value * 100)) : share);

function summed(clients: readonly Client[], { driver, reader }: CardUse): Sum {
  if (clients.length === 0) return NO_CLIENT;
  const files = clients.flatMap(({ file }) => (file.ok ? file.value : []));
  const busy = (engine: string | undefined) =>
    files.reduce((sum, it) => sum + (engine === undefined ? 0 : (it.engines.get(engine)?.busy ?? 0)), 0);
  return {
    bytes: heldBy(clients, reader),
    share: busiest(clients),
    computes: busy(driver.computeEngine) > busy(driver.drawEngine),
  };
}

/** Memory that these clients hold, bytes. */
export function heldBy(clients: readonly Client[], reader: DriverCard): Figure {
  let bytes = 0;
  for (const { file } of clients) {
    if (!file.ok) return file;
    const held = reader.heldBy(file.value);
    if (held === null) return missing('not_exposed');
    bytes += held;
  }
  return known(bytes);
}

/** Share of the class of engines that these clients use most, 0 to 1. */
export function busiest(clients: readonly Client[]): Figure {
  const sums = new Map<string, number>();
  for (const { file, shares } of clients) {
    if (!file.ok) return file;
    if (!file.value.timed) return missing('not_exposed');
    for (const [engine, share] of shares) {
      if (share === null) return missing('first_sample');
      sums.set(engine, (sums.get(engine) ?? 0) + share);
    }
  }
  return known(Math.min(1, Math.max(0, ...sums.values())));
}

/**
 * If the driver tells the use of all processes of a card but one, that one has what is left of the card's use. This is
 * the only way to know it of ROCm on cards other than CDNA and Vega, where `cu_occupancy` does not exist.
 */
function withRest(
  processes: readonly (GpuProcess & { readonly isRest?: boolean })[],
  { utilPct, unseen }: CardUse,
): readonly GpuProcess[] {
  const others = processes.filter((it) => !it.isRest);
  const used = others.reduce((sum, it) => sum + (it.utilPct.ok ? it.utilPct.value : 0), 0);
  const isTold = utilPct.ok && others.every((it) => it.utilPct.ok) && others.length === processes.length - 1;
  return processes.map(({ isRest, ...process }) => {
    if (!isRest || !isTold) return process;
    return {
      ...process,
      utilPct: unseen ? missing(unseen) : known(Math.max(0, utilPct.value - used)),
    };
  });
}
