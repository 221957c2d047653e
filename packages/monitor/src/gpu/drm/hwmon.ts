import type { GpuHealthCode } from '@rbee/contract';
import type { Files } from '../../files/index.ts';
import { integer, rareAttribute } from './sysfs.ts';

/** Sensors are numbered from 1; no driver of a GPU has more of one kind. */
const MOST_SENSORS = 8;
const NUMBERS = Array.from({ length: MOST_SENSORS }, (_, index) => index + 1);

/** Temperatures beyond these are those of a broken sensor or of a card that has just been lost. */
const COLDEST_C = -60;
const HOTTEST_C = 250;

/** The sensors of one card (Documentation/hwmon/sysfs-interface.rst). */
export class Hwmon {
  readonly #files: Files;
  readonly #directory: string;
  readonly #labels = new Map<string, string>();
  readonly #temperatures: readonly {
    readonly number: number;
    readonly label: string;
    readonly critical: number | null;
  }[];

  private constructor(files: Files, directory: string) {
    this.#files = files;
    this.#directory = directory;
    this.#temperatures = NUMBERS.flatMap((number) => {
      const critical = integer(files, `${directory}/temp${number}_crit`);
      const label = this.#label('temp', number);
      const exists = critical !== null || label !== '' || files.exists(`${directory}/temp${number}_input`);
      return exists ? [{ number, label, critical }] : [];
    });
  }

  /**
   * The sensors of a PCI device in sysfs; null if it has none. Reading them may wake the card. `before` is returned if it
   * still is the same directory: a driver that is loaded again gets another one.
   */
  static open(files: Files, device: string, before: Hwmon | null): Hwmon | null {
    const names = files.names(`${device}/hwmon`);
    const name = names.ok ? names.value.find((it) => /^hwmon\d{1,4}$/.test(it)) : undefined;
    if (name === undefined) return null;
    const directory = `${device}/hwmon/${name}`;
    return before?.isAt(directory) ? before : new Hwmon(files, directory);
  }

  /** True if these are the sensors in this directory. */
  isAt(directory: string): boolean {
    return this.#directory === directory;
  }

  /** Temperature of the first of these sensors that exists, or else of the first sensor, degrees Celsius. */
  temperature(...labels: readonly string[]): number | undefined {
    const wanted = labels.flatMap((label) => this.#temperatures.filter((it) => it.label === label));
    const sensor = [...wanted, ...this.#temperatures][0];
    return sensor && this.#celsius(sensor.number);
  }

  /** `thermal` if a temperature has reached the limit at which the card protects itself; null if none has a limit. */
  get tooHot(): readonly GpuHealthCode[] | null {
    const limited = this.#temperatures.flatMap(({ number, critical }) =>
      critical !== null && critical > 0 ? [{ limit: critical / 1000, now: this.#celsius(number) }] : [],
    );
    if (limited.length === 0) return null;
    return limited.some(({ limit, now }) => now !== undefined && now >= limit) ? ['thermal'] : [];
  }

  /** Power draw now, watts. */
  get powerW(): number | undefined {
    return this.#scaled('power1_average', 1e-6) ?? this.#scaled('power1_input', 1e-6);
  }

  /** Speed of the first fan, percent of its maximum. */
  get fanPct(): number | undefined {
    const speed = this.#scaled('fan1_input', 1);
    const most = this.#scaled('fan1_max', 1);
    if (speed !== undefined && most) return Math.min(100, Math.max(0, (speed / most) * 100));
    const pulse = this.#scaled('pwm1', 1);
    return pulse === undefined ? undefined : Math.min(100, Math.max(0, (pulse / 255) * 100));
  }

  /** Power limit of the first of these names that exists, watts. */
  powerLimitW(...names: readonly string[]): number | undefined {
    for (const name of names) {
      const limit = this.#scaled(name, 1e-6);
      if (limit) return limit;
    }
    return undefined;
  }

  /** Clock of a sensor with this label, MHz. */
  clockMhz(label: string): number | undefined {
    const number = NUMBERS.find((it) => this.#label('freq', it) === label);
    const clock = number && this.#scaled(`freq${number}_input`, 1e-6);
    return clock === undefined ? undefined : Math.round(clock);
  }

  /** Energy used since the driver was loaded, joules; of the sensor with the first of these labels, or of the first. */
  energyJ(...labels: readonly string[]): number | undefined {
    const number =
      labels.flatMap((label) => NUMBERS.filter((it) => this.#label('energy', it) === label))[0] ?? 1;
    return this.#scaled(`energy${number}_input`, 1e-6);
  }

  #label(kind: string, number: number): string {
    const name = `${kind}${number}_label`;
    const known = this.#labels.get(name) ?? rareAttribute(this.#files, `${this.#directory}/${name}`) ?? '';
    this.#labels.set(name, known);
    return known;
  }

  #celsius(number: number): number | undefined {
    const value = integer(this.#files, `${this.#directory}/temp${number}_input`);
    const celsius = value === null ? Number.NaN : value / 1000;
    return celsius >= COLDEST_C && celsius <= HOTTEST_C ? celsius : undefined;
  }

  /** Every quantity but a temperature is at least 0. */
  #scaled(name: string, factor: number): number | undefined {
    const value = integer(this.#files, `${this.#directory}/${name}`);
    return value === null || value < 0 ? undefined : value * factor;
  }
}
