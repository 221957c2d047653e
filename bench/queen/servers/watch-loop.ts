/** Loaded into a queen before her own program: tells the lateness of her event loop since it was last asked. */
import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 10;

const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delay.enable();

process.on('message', (word) => {
  if (word !== 'loop') return;
  const [p99, max] = [delay.percentile(99) / 1e6, delay.max / 1e6].map((ms) =>
    Math.max(0, ms - RESOLUTION_MS),
  );
  process.send?.({ p99, max });
  delay.reset();
});
