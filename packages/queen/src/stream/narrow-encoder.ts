import type { HiveEvent, SseEventName, WorkerEvent } from '@rbee/contract';
import { asksForHive, asksForWorker, narrowsWorkers } from '../filter.ts';
import type { EncodedSample } from './encoded-sample.ts';
import type { Encoder } from './encoder.ts';
import type { Entry } from './entry.ts';
import { type EventData, eventFrame, jsonFrame } from './frame.ts';
import type { ViewSpec } from './view-spec.ts';

/** The last sample that this view sent of a hive, on which the next changes build, and its step ([S11]). */
interface SentSample {
  readonly sample: EncodedSample;
  readonly step: number;
  /** True if watchers have it with different health, by when they joined: the next change must tell the health to all. */
  readonly healthVaries: boolean;
}

/** Encodes events for a view with a filter, totals ([S9]) or changes ([S11]). */
export class NarrowEncoder implements Encoder {
  readonly #spec: ViewSpec;
  /** Hives that this view has shown; the value is true while they have workers that match the filter. */
  readonly #shown = new Map<string, boolean>();
  readonly #sent = new Map<string, SentSample>();

  constructor(spec: ViewSpec) {
    this.#spec = spec;
  }

  next(entry: Entry, id: string): string | null {
    if (entry.sample) return this.#nextSample(entry.sample, id);
    if (entry.name === 'hive') this.#forget(entry.event as HiveEvent);
    return this.transition(entry, id);
  }

  transition({ name, event = {} }: Entry, id: string): string | null {
    return this.#wants(name, event) ? eventFrame(name, id, event) : null;
  }

  shows(hiveId: string): boolean {
    if (!asksForHive(this.#spec, hiveId)) return false;
    return !narrowsWorkers(this.#spec) || this.#shown.get(hiveId) === true;
  }

  latest(sample: EncodedSample, id: string): string | null {
    const narrowed = this.#narrowed(sample);
    if (!narrowed || (this.#leaves(narrowed) && !this.#shown.has(sample.hive_id))) return null;
    const { summary, delta } = this.#spec;
    if (summary) return jsonFrame('summary', id, narrowed.summary);
    if (!delta) return jsonFrame('heartbeat', id, narrowed.json);
    return jsonFrame('delta', id, this.#known(narrowed));
  }

  #nextSample(sample: EncodedSample, id: string): string | null {
    const narrowed = this.#narrowed(sample);
    if (!narrowed) return null;
    const { summary, delta } = this.#spec;
    const leaves = this.#leaves(narrowed);
    if (narrowsWorkers(this.#spec)) {
      const before = this.#shown.get(sample.hive_id);
      if (leaves && before !== true) return null;
      this.#shown.set(sample.hive_id, !leaves);
    }
    if (summary) return jsonFrame('summary', id, narrowed.summary);
    return delta ? this.#change(narrowed, id) : jsonFrame('heartbeat', id, narrowed.json);
  }

  /** The sample on which the next changes build, with the present health, as JSON. */
  #known(latest: EncodedSample): string {
    const sent = this.#sent.get(latest.hive_id);
    if (!sent) return withStep(latest, 0);
    const sample = sent.sample.withHealth(latest.health);
    if (sample !== sent.sample) this.#sent.set(latest.hive_id, { ...sent, sample, healthVaries: true });
    return withStep(sample, sent.step);
  }

  #change(sample: EncodedSample, id: string): string {
    const { hive_id } = sample;
    const sent = this.#sent.get(hive_id);
    const step = sent ? sent.step + 1 : 0;
    const changes = sent ? sample.changesSince(baseFor(sample, sent)) : null;
    this.#sent.set(hive_id, { sample, step, healthVaries: false });
    const json = changes ? JSON.stringify({ type: 'delta', hive_id, step, changes }) : withStep(sample, step);
    return jsonFrame('delta', id, json);
  }

  /** The sample with the workers that match the filter; null if the hive does not. */
  #narrowed(sample: EncodedSample): EncodedSample | null {
    if (!asksForHive(this.#spec, sample.hive_id)) return null;
    if (!narrowsWorkers(this.#spec)) return sample;
    return sample.filtered((worker) => asksForWorker(this.#spec, worker));
  }

  /** True if no worker of the hive matches. If some matched before, the hive is sent once more with an empty list ([S9]). */
  #leaves(narrowed: EncodedSample): boolean {
    return narrowsWorkers(this.#spec) && narrowed.workersCount === 0;
  }

  #wants(name: SseEventName, event: EventData): boolean {
    if (name !== 'hive' && name !== 'worker') return true;
    const about = event as HiveEvent | WorkerEvent;
    if (!asksForHive(this.#spec, about.hive_id)) return false;
    return name === 'hive' || asksForWorker(this.#spec, withModelNames(about as WorkerEvent));
  }

  #forget({ type, hive_id }: HiveEvent): void {
    if (type !== 'forgotten') return;
    this.#shown.delete(hive_id);
    this.#sent.delete(hive_id);
  }
}

const withModelNames = ({ group, model, models }: WorkerEvent) => ({
  group,
  modelNames: models ?? (model === null ? [] : [model]),
});

/** The sample to compare with. If its health varies, it gets one that differs, so that the changes have the health. */
const baseFor = (next: EncodedSample, { sample, healthVaries }: SentSample): EncodedSample =>
  healthVaries ? sample.withHealth(next.health === 'healthy' ? 'down' : 'healthy') : sample;

/** The JSON of a whole sample that deltas can build on ([S11]). */
const withStep = ({ json }: EncodedSample, step: number): string => `${json.slice(0, -1)},"step":${step}}`;
