import { readdir } from 'node:fs/promises';
import { collectDefaultMetrics, Gauge, type Registry as MetricRegistry } from 'prom-client';

/**
 * Metrics of prom-client that are left out: lists of everything that is open, which cost as much as there are connections, and
 * names that a gauge may not have (`_total`).
 */
const LEFT_OUT = [
  'nodejs_active_handles',
  'nodejs_active_handles_total',
  'nodejs_active_requests',
  'nodejs_active_requests_total',
  'nodejs_active_resources',
  'nodejs_active_resources_total',
  'process_open_fds',
];

/** Adds the metrics of this process and of Node. */
export function addProcessMetrics(register: MetricRegistry): void {
  collectDefaultMetrics({ register });
  for (const name of LEFT_OUT) register.removeSingleMetric(name);
  new Gauge({
    name: 'process_open_fds',
    help: 'Number of open file descriptors.',
    registers: [register],
    async collect() {
      // Not read on the event loop: with ten thousand connections that takes tens of milliseconds.
      const open = await readdir('/proc/self/fd').catch(() => []);
      // One of them was opened to read the others.
      if (open.length > 0) this.set(open.length - 1);
    },
  });
}
