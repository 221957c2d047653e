import type { ErrorLog } from './kernel-log.ts';
import type { XidEvents } from './xid-events.ts';

/** Time for which an error is part of a card's health, milliseconds. Its number is known for longer. */
const FAULT_MS = 10 * 60_000;

/** The last error of a card. */
export interface LastXid {
  readonly xid: number;
  readonly isRecent: boolean;
}

/** A card that errors are told of. */
interface Card {
  readonly handle: bigint;
  readonly pci: string | undefined;
}

/** Keeps the last error (XID) of each card: from the driver's events, or from the kernel's log. */
export class Faults {
  readonly #events: XidEvents;
  /** Undefined as long as the driver tells of the errors of every card. */
  #log: ErrorLog | undefined;
  readonly #openLog: () => ErrorLog;
  readonly #sinceBootS: () => number;
  readonly #heard = new Set<bigint>();
  readonly #byHandle = new Map<bigint, { readonly xid: number; readonly atMs: number }>();
  readonly #byPci = new Map<string, { readonly xid: number; readonly atMs: number }>();

  constructor(events: XidEvents, openLog: () => ErrorLog, sinceBootS: () => number) {
    this.#events = events;
    this.#openLog = openLog;
    this.#sinceBootS = sinceBootS;
  }

  /** Begins to hear of the errors of a card, which can have the handle of one that is gone. */
  listen({ handle }: Card): void {
    this.#byHandle.delete(handle);
    if (this.#events.listen(handle)) this.#heard.add(handle);
    else this.#log ??= this.#openLog();
  }

  /** Takes what was told since the last call. */
  update(nowMs: number): void {
    for (const [handle, xid] of this.#events.take()) this.#byHandle.set(handle, { xid, atMs: nowMs });
    const bootMs = nowMs - this.#sinceBootS() * 1000;
    for (const it of this.#log?.take() ?? []) {
      this.#byPci.set(it.pci, { xid: it.xid, atMs: bootMs + it.atS * 1000 });
    }
  }

  /** The last error of a card; undefined if none is known. */
  of({ handle, pci }: Card, nowMs: number): LastXid | undefined {
    const logged = pci === undefined ? undefined : this.#byPci.get(pci.replace(/\.\d$/, ''));
    const last = this.#heard.has(handle) ? this.#byHandle.get(handle) : logged;
    return last && { xid: last.xid, isRecent: nowMs - last.atMs < FAULT_MS };
  }
}
