import type { Reading } from '../../figure.ts';
import type { GpuCandidate, GpuCard, GpuFinding, GpuReader, GpuVendor } from '../../gpu-reader.ts';
import { type DrmPlaces, DrmSurvey, NO_CARDS, type Survey } from './drm-survey.ts';

/** One reader for each vendor whose cards the kernel's own drivers run; they share one survey of the machine. */
export function createDrmReaders(places: DrmPlaces): readonly GpuReader[] {
  const shared = new SharedSurvey(places);
  return (['amd', 'intel', 'nvidia'] as const).map((vendor) => new DrmReader(vendor, shared));
}

/** A survey that is made once per sample, by the reader that asks first. */
class SharedSurvey {
  readonly #places: DrmPlaces;
  #survey: DrmSurvey;
  #last: Survey = NO_CARDS;
  /** The readers that have got the last one. */
  readonly #served = new Set<GpuVendor>();

  constructor(places: DrmPlaces) {
    this.#places = places;
    this.#survey = new DrmSurvey(places);
  }

  /** The survey of this sample: a vendor that asks again begins the next one. */
  next(vendor: GpuVendor, processes: Iterable<GpuCandidate>, atMs: number): Survey {
    if (this.#served.size === 0 || this.#served.has(vendor)) {
      this.#served.clear();
      this.#last = this.#survey.read(processes, atMs);
    }
    this.#served.add(vendor);
    return this.#last;
  }

  get last(): Survey {
    return this.#last;
  }

  /** Drops all state. */
  close(): void {
    this.#served.clear();
    this.#survey = new DrmSurvey(this.#places);
  }
}

class DrmReader implements GpuReader {
  readonly vendor: GpuVendor;
  readonly #shared: SharedSurvey;

  constructor(vendor: GpuVendor, shared: SharedSurvey) {
    this.vendor = vendor;
    this.#shared = shared;
  }

  read(processes: Iterable<GpuCandidate>, atMs: number): Reading<readonly GpuCard[]> {
    const { cards } = this.#shared.next(this.vendor, processes, atMs);
    return { ok: true, value: cards.filter((it) => it.vendor === this.vendor) };
  }

  finding(): GpuFinding {
    const drivers = this.#shared.last.drivers.filter((it) => it.vendor === this.vendor).map((it) => it.name);
    return { through: drivers.length > 0 ? `the kernel's ${drivers.join(' and ')}` : null, missing: [] };
  }

  close(): void {
    this.#shared.close();
  }
}
