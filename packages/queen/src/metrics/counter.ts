import { Counter, type Registry as MetricRegistry } from 'prom-client';

interface CounterText {
  readonly name: string;
  readonly help: string;
}

/**
 * Adds a counter with one label and returns its increment function. The counts are plain numbers that are read at each scrape,
 * because some counters are incremented for every heartbeat. Known label values start at 0.
 */
export function addCounter<Value extends string>(
  register: MetricRegistry,
  text: CounterText,
  label: string,
  known: readonly Value[] = [],
): (value: Value) => void {
  const counts = new Map<Value, number>(known.map((value) => [value, 0]));
  new Counter({
    ...text,
    labelNames: [label],
    registers: [register],
    collect() {
      this.reset();
      for (const [value, count] of counts) this.inc({ [label]: value }, count);
    },
  });
  return (value) => {
    counts.set(value, (counts.get(value) ?? 0) + 1);
  };
}

/** Adds a counter without a label. */
export function addPlainCounter(register: MetricRegistry, text: CounterText): () => void {
  let count = 0;
  new Counter({
    ...text,
    registers: [register],
    collect() {
      this.reset();
      this.inc(count);
    },
  });
  return () => {
    count += 1;
  };
}
