import type { Reading } from '../../figure.ts';
import type { GpuCandidate, GpuCard, GpuFinding, GpuReader, GpuVendor } from '../../gpu-reader.ts';
import { type DrmPlaces, DrmSurvey, type Survey } from './drm-survey.ts';

/** One reader for each vendor whose cards the kernel's own drivers run; they share one survey of the machine. */
export function createDrmReaders(places: DrmPlaces): readonly GpuReader[] {
  const shared = new SharedSurvey(places);
  return (['amd', 'intel', 'nvidia'] as const).map((vendor) => new DrmReader(vendor, shared));
}

/** A survey that is made once per sample, by the reader that asks first. */
class SharedSurvey {
  readonly #places: DrmPlaces;
  #survey: DrmSurvey;
  #last: Survey = { cards: [], refused: 0 };
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
    const { cards, refused } = this.#shared.last;
    if (!cards.some((it) => it.vendor === this.vendor)) return { through: null, missing: [] };
    return { through: THROUGH, missing: refused > 0 ? [refusal(refused)] : [] };
  }

  close(): void {
    this.#shared.close();
  }
}

const THROUGH = 'the kernel (DRM, sysfs)';

const refusal = (refused: number): string =>
  `the descriptors of ${refused} processes may not be read, so what they use of a GPU is not known; run the hive as root, or give it CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH`;
