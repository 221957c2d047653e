import { type Files, natural } from '../../files/index.ts';

/**
 * Whether the hardware of a card is read in a sample. `asleep`: it is powered down, and a reading would wake it.
 * `resting`: it is idle and may fall asleep if it is left alone; the figures of the last reading hold.
 */
export type CardPower = 'awake' | 'resting' | 'asleep';

const ASLEEP = new Set(['suspended', 'suspending']);

/** Used where the driver does not tell its own delay; that of amdgpu. */
const DEFAULT_DELAY_MS = 5000;
const LONGEST_REST_MS = 30_000;
/** A card that did not fall asleep in so many rests is kept awake by something else, such as a screen. */
const VAIN_RESTS = 2;
/** Time until such a card is given a rest again. */
const RETRY_MS = 300_000;

/**
 * Runtime power management of one card (Documentation/power/runtime_pm.rst). Reading a sensor restarts the time after
 * which the driver suspends an idle card, so a card that is read every second never falls asleep. A card that may be
 * suspended and does nothing is therefore read more rarely than this time.
 */
export class CardSleep {
  readonly #files: Files;
  readonly #directory: string;
  #touchedMs = Number.NEGATIVE_INFINITY;
  #restMs: number | null = null;
  #vainRests = 0;
  #retryMs = Number.NEGATIVE_INFINITY;

  /** `device` is the card's PCI device in sysfs. */
  constructor(files: Files, device: string) {
    this.#files = files;
    this.#directory = `${device}/power`;
  }

  /** The state in this sample. `isIdle`: nothing used the card at its last reading or since. */
  read(isIdle: boolean, atMs: number): CardPower {
    if (ASLEEP.has(this.#text('runtime_status'))) {
      this.#vainRests = 0;
      this.#touchedMs = Number.NEGATIVE_INFINITY;
      return 'asleep';
    }
    if (isIdle && this.#text('control') === 'auto' && this.#rests(atMs)) return 'resting';
    this.#touchedMs = atMs;
    return 'awake';
  }

  #rests(atMs: number): boolean {
    const isFirst = this.#touchedMs === Number.NEGATIVE_INFINITY;
    if (isFirst || atMs < this.#retryMs) return false;
    this.#restMs ??= Math.min(LONGEST_REST_MS, 1000 + 2 * this.#delayMs());
    if (atMs - this.#touchedMs < this.#restMs) return true;
    this.#vainRests += 1;
    if (this.#vainRests < VAIN_RESTS) return false;
    this.#vainRests = 0;
    this.#retryMs = atMs + RETRY_MS;
    return false;
  }

  #delayMs(): number {
    return natural(this.#text('autosuspend_delay_ms')) ?? DEFAULT_DELAY_MS;
  }

  #text(name: string): string {
    const text = this.#files.again(`${this.#directory}/${name}`);
    return text.ok ? text.value.trim() : '';
  }
}
