import { missing, type Reading } from '../../figure.ts';
import { type Files, reasonOf } from '../../files/index.ts';
import type { GpuCandidate } from '../../gpu-reader.ts';
import { BusyShare } from './busy-share.ts';
import { chargedProcess } from './charge.ts';
import type { Descriptor, Holder } from './descriptors.ts';
import { type DrmFile, type EngineTime, parseFdinfo } from './fdinfo.ts';

/** An open file of a DRM device, however often its descriptor was duplicated or inherited. */
export interface Client {
  /** PCI address of its device. */
  readonly pci: string;
  /** The process that it is charged to. */
  readonly process: GpuCandidate;
  /** What its driver tells of it. */
  readonly file: Reading<DrmFile>;
  /** Share of each class of engines that it used since the previous sample, 0 to 1; null without a previous sample. */
  readonly shares: ReadonlyMap<string, number | null>;
}

/** How cards may be read in one sample. */
export interface Access {
  /** PCI address of the card with this DRM device; undefined if it is none of the cards that are read. */
  pciOf(node: string): string | undefined;
  /** True for the PCI address of a card that is read. */
  isCard(pci: string): boolean;
  /** False if a client of this card is left as it was, because reading it would wake the card or keep it awake. */
  mayRead(pci: string, isNew: boolean): boolean;
}

/** A client that is kept from one sample to the next. */
interface Kept {
  readonly pci: string;
  readonly meters: Map<string, BusyShare>;
  file: Reading<DrmFile>;
  shares: ReadonlyMap<string, number | null>;
  /** When it was read last, or a time at which it was not open yet; null if neither is known. */
  readMs: number | null;
  /** The processes that have it open in this sample. */
  sharers: GpuCandidate[];
  /** Last sample in which it was seen. */
  sample: number;
}

/** What a descriptor was when it was read last: a client, or nothing of interest until a sample. */
type Known = { readonly client: string } | { readonly ignoredUntil: number };

/**
 * A duplicate of a descriptor, and a device that is none of the cards, are only read every N samples: nearly always they
 * still are what they were.
 */
const CHECK_INTERVAL = 10;

/**
 * Descriptors that are read in one sample at most; one costs some microseconds, and whoever may open a GPU can have as
 * many as they like. What is left is read first in the next sample.
 */
const MOST_READS = 4000;

/** The clients of all cards, from one sample to the next. */
export class ClientTable {
  readonly #files: Files;
  readonly #known = new Map<string, Kept>();
  /** By process and path. */
  #descriptors = new Map<string, Known>();
  #before = this.#descriptors;
  #sample = 0;
  #readsLeft = 0;
  /** Place of the process whose descriptors are read first. */
  #first = 0;

  constructor(files: Files) {
    this.#files = files;
  }

  /** Reads once per sample. `closed` is called for each descriptor that is no DRM device any longer. */
  read(
    holders: readonly Holder[],
    access: Access,
    atMs: number,
    closed: (pid: number, path: string) => void,
  ): readonly Client[] {
    this.#sample += 1;
    this.#before = this.#descriptors;
    this.#descriptors = new Map();
    this.#readsLeft = MOST_READS;
    const start = this.#first % Math.max(1, holders.length);
    const inTurn = [...holders.slice(start), ...holders.slice(0, start)];
    let wholeOnes = 0;
    for (const { process, descriptors } of inTurn) {
      for (const descriptor of descriptors) {
        if (!this.#visit(process, descriptor, access, atMs)) closed(process.pid, descriptor.path);
      }
      if (this.#readsLeft > 0) wholeOnes += 1;
    }
    this.#first = wholeOnes < holders.length ? start + wholeOnes : 0;
    const clients: Client[] = [];
    for (const [key, { sample, pci, file, shares, sharers }] of this.#known) {
      const process = chargedProcess(sharers);
      if (sample !== this.#sample || !process) this.#known.delete(key);
      else clients.push({ pci, process, file, shares });
    }
    return clients;
  }

  /** False if the descriptor was closed. */
  #visit(process: GpuCandidate, descriptor: Descriptor, access: Access, atMs: number): boolean {
    const id = `${process.key} ${descriptor.path}`;
    const before = this.#before.get(id);
    if (before && 'ignoredUntil' in before && before.ignoredUntil > this.#sample) {
      this.#descriptors.set(id, before);
      return true;
    }
    const client = before && 'client' in before ? before.client : id;
    const kept = this.#known.get(client);
    const place = kept?.pci ?? access.pciOf(descriptor.node);
    const isRead = kept?.sample === this.#sample && this.#sample % CHECK_INTERVAL !== 0;
    const isDue = place === undefined || (!isRead && access.mayRead(place, kept === undefined));
    if (isDue && this.#readsLeft > 0) return this.#read(id, process, descriptor, access, atMs);
    if (place !== undefined) this.#see(client, place, id, process);
    return true;
  }

  #read(id: string, process: GpuCandidate, descriptor: Descriptor, access: Access, atMs: number): boolean {
    this.#readsLeft -= 1;
    const text = this.#files.again(descriptor.path);
    if (!text.ok && text.refusal === 'gone') return false;
    const file = text.ok ? parseFdinfo(text.value) : null;
    if (!file && !this.#isOpen(descriptor)) return false;
    const pci = file?.pci ?? access.pciOf(descriptor.node);
    if (pci === undefined || !access.isCard(pci)) {
      this.#descriptors.set(id, { ignoredUntil: this.#sample + CHECK_INTERVAL });
      return true;
    }
    const client = file && file.clientId !== null ? `${pci}/${file.clientId}` : id;
    const kept = this.#see(client, pci, id, process);
    if (file) update(kept, file, descriptor.openedAfterMs, atMs);
    else kept.file = missing(text.ok ? 'not_exposed' : reasonOf(text.refusal));
    return true;
  }

  /** A descriptor without the keys of DRM is that of a driver that tells nothing, or was closed and is another file. */
  #isOpen({ path, node }: Descriptor): boolean {
    const link = this.#files.link(path.replace('/fdinfo/', '/fd/'));
    return link.ok && link.value.endsWith(`/${node}`);
  }

  #see(client: string, pci: string, descriptor: string, process: GpuCandidate): Kept {
    this.#descriptors.set(descriptor, { client });
    const known = this.#known.get(client);
    const kept: Kept = known ?? {
      pci,
      meters: new Map(),
      file: missing('timeout'),
      shares: new Map(),
      readMs: null,
      sharers: [],
      sample: 0,
    };
    if (!known) this.#known.set(client, kept);
    if (kept.sample !== this.#sample) kept.sharers = [];
    kept.sample = this.#sample;
    if (!kept.sharers.includes(process)) kept.sharers.push(process);
    return kept;
  }
}

/** Takes a reading. An engine that was not listed before had not been used; neither had a client before it was opened. */
function update(kept: Kept, file: DrmFile, openedAfterMs: number | null, atMs: number): void {
  if (kept.readMs === atMs) return;
  const since = kept.readMs ?? openedAfterMs;
  kept.shares = new Map(
    [...file.engines].map(([name, time]) => [name, shareOf(kept, name, time, since, atMs)]),
  );
  kept.file = { ok: true, value: file };
  kept.readMs = atMs;
}

function shareOf(
  { meters }: Kept,
  name: string,
  time: EngineTime,
  since: number | null,
  atMs: number,
): number | null {
  const known = meters.get(name);
  const meter = known ?? new BusyShare(time.totalCycles === undefined && since !== null ? since : null);
  if (!known) meters.set(name, meter);
  return meter.next(time, atMs);
}
