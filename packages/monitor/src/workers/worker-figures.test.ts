import { expect, onTestFinished, test } from 'vitest';
import { createFakeMachine } from '../../testing/index.ts';
import { createMonitor } from '../create-monitor.ts';

test('[W3] two servers that map one file each say how much of their memory that is', () => {
  const machine = createFakeMachine();
  onTestFinished(() => machine.remove());
  for (const pid of [70, 71]) {
    machine.process({ pid, argv: ['llama-server', '-m', '/m/a.gguf', '--port', `${8000 + pid}`] });
    machine.file(`${pid}/statm`, '900000 768000 512000 10 0 500 0\n');
  }
  const { procRoot, sysRoot, cgroupRoot } = machine;
  const monitor = createMonitor({ version: '1', procRoot, sysRoot, cgroupRoot, platform: 'linux' });
  expect(monitor.sample().workers).toMatchObject([
    { instance: '8070', rss_mb: 3000, rss_shared_mb: 2000 },
    { instance: '8071', rss_mb: 3000, rss_shared_mb: 2000 },
  ]);
  machine.file('70/statm', 'garbage\n');
  expect(monitor.sample().workers[0]).not.toHaveProperty('rss_shared_mb');
});
