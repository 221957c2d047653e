import { Gauge, type Registry as MetricRegistry } from 'prom-client';

/** Adds a gauge without labels that is read at each scrape. */
export function addGauge(register: MetricRegistry, name: string, help: string, value: () => number): void {
  new Gauge({
    name,
    help,
    registers: [register],
    collect() {
      this.set(value());
    },
  });
}
