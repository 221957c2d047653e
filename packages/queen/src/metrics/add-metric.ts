import { Counter, Gauge, type Registry as MetricRegistry } from 'prom-client';

/** One value of a metric with its labels. */
export type Series = readonly [labels: Readonly<Record<string, string>>, value: number];

/** Adds a metric whose series are read at each scrape. */
export function addMetric(
  register: MetricRegistry,
  Kind: typeof Counter | typeof Gauge,
  name: string,
  help: string,
  labelNames: readonly string[],
  read: () => Iterable<Series>,
): void {
  new Kind({
    name,
    help,
    labelNames,
    registers: [register],
    collect() {
      this.reset();
      for (const [labels, value] of read()) this.inc(labels, value);
    },
  });
}

/** Adds a gauge without labels that is read at each scrape. */
export const addGauge = (register: MetricRegistry, name: string, help: string, read: () => number): void =>
  addMetric(register, Gauge, name, help, [], () => [[{}, read()]]);

/**
 * Adds a counter with one label and returns its increment function. The counts are plain numbers that are read at each scrape,
 * because some counters are incremented for every heartbeat. Known label values start at 0.
 */
export function addCounter<Value extends string>(
  register: MetricRegistry,
  name: string,
  help: string,
  label: string,
  known: readonly Value[] = [],
): (value: Value) => void {
  const counts = new Map<Value, number>(known.map((value) => [value, 0]));
  addMetric(register, Counter, name, help, [label], function* () {
    for (const [value, count] of counts) yield [{ [label]: value }, count];
  });
  return (value) => {
    counts.set(value, (counts.get(value) ?? 0) + 1);
  };
}
