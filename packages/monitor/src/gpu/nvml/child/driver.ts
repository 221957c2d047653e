import type { UnknownReason } from '@rbee/contract';
import type { Failure, ToldCard } from '../protocol.ts';
import { CardReader, type Moment } from './card-reader.ts';
import { type Device, Devices } from './devices.ts';
import { Faults } from './faults.ts';
import type { ErrorLog } from './kernel-log.ts';
import type { NvmlLibrary } from './library.ts';
import { ProcessLists } from './process-lists.ts';
import { CODES, reasonOfCode } from './return-codes.ts';
import { SIZES, textOf } from './structures.ts';
import { XidEvents } from './xid-events.ts';

/** What a driver needs of its process. */
export interface DriverEdges {
  readonly openLog: () => ErrorLog;
  /** Seconds since boot by the clock of the kernel's log, which stands still while the machine is suspended. */
  readonly sinceBootS: () => number;
}

/** NVIDIA's driver, once it is initialised. */
export class Driver {
  readonly #lists: ProcessLists;
  readonly #faults: Faults;
  readonly #devices: Devices;
  readonly #readers = new Map<Device, CardReader>();

  /** Version of the driver; empty if it does not tell. */
  readonly version: string;

  private constructor(library: NvmlLibrary, { openLog, sinceBootS }: DriverEdges) {
    const version = Buffer.alloc(SIZES.text);
    const code = library.call('nvmlSystemGetDriverVersion', version, SIZES.text);
    this.version = code === CODES.success ? textOf(version) : '';
    this.#lists = new ProcessLists(library);
    this.#faults = new Faults(new XidEvents(library), openLog, sinceBootS);
    this.#devices = new Devices(library, (it) =>
      this.#faults.listen({ handle: it.calls.handle, pci: it.pci }),
    );
  }

  /** Initialises the driver, or says why it cannot be. `nvmlInit_v2` itself touches no card. */
  static open(library: NvmlLibrary, edges: DriverEdges): Driver | Failure {
    const code = library.call('nvmlInit_v2');
    if (code === CODES.success) return new Driver(library, edges);
    return code === CODES.libraryMismatch ? 'library_mismatch' : reasonOfCode(code);
  }

  /** All cards, or those of the PCI addresses `awake` if it is given; or why the driver does not list its cards. */
  read(awake: readonly string[] | null, moment: Moment): readonly ToldCard[] | UnknownReason {
    const devices = this.#devices.list(awake, moment.nowMs);
    if (typeof devices === 'string') return devices;
    this.#faults.update(moment.nowMs);
    for (const known of this.#readers.keys()) if (!devices.includes(known)) this.#readers.delete(known);
    return devices.map((it) => {
      const reader = this.#readers.get(it) ?? new CardReader(it, this.#lists);
      this.#readers.set(it, reader);
      const lastXid = this.#faults.of({ handle: it.calls.handle, pci: it.pci }, moment.nowMs);
      return reader.read(moment, lastXid);
    });
  }
}
