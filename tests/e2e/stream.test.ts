import { spawn } from 'node:child_process';
import { afterAll, expect, test } from 'vitest';
import { endAll, startRbee } from './program.ts';

afterAll(endAll);

interface Frame {
  readonly name: string;
  readonly id: string;
  readonly data: { type: string; hive_id?: string; timestamp: string };
}

const framesOf = (text: string): Frame[] =>
  [...text.matchAll(/^event: (.+)\nid: (.+)\ndata: (.+)\n\n/gm)].map(([, name = '', id = '', data = '']) => ({
    name,
    id,
    data: JSON.parse(data),
  }));

/** The output of `curl -N` until it is long enough. */
function curl(url: string, isEnough: (frames: Frame[]) => boolean): Promise<Frame[]> {
  return new Promise((resolve, reject) => {
    const child = spawn('curl', ['-sN', '--max-time', '30', url], { stdio: ['ignore', 'pipe', 'ignore'] });
    let text = '';
    child.on('error', reject);
    child.stdout.on('data', (chunk) => {
      text += String(chunk);
      if (isEnough(framesOf(text))) child.kill();
    });
    child.on('close', () => resolve(framesOf(text)));
  });
}

test('[S3] [S4] curl sees the queen event first, then every known hive, then one event a second a hive', async () => {
  const queen = await startRbee('queen', '--port', '0');
  const url = `http://127.0.0.1:${queen.port}`;
  const known = ['one', 'two', 'three'];
  for (const hive_id of known) {
    const body = JSON.stringify({ hive_id, timestamp: new Date().toISOString(), workers: [] });
    const headers = { 'content-type': 'application/json' };
    await fetch(`${url}/v1/hive-heartbeat`, { method: 'POST', headers, body });
  }
  await startRbee('hive', '--hive-id', 'live', '--queen-url', url);
  await startRbee('hive', '--hive-id', 'alive', '--queen-url', url);

  const ofLive = (frames: Frame[]) =>
    frames.filter(({ data }) => data.hive_id === 'live' && data.type === 'hive_telemetry');
  const frames = await curl(`${url}/v1/heartbeats/stream`, (seen) => ofLive(seen).length >= 5);

  expect(frames[0]).toMatchObject({ name: 'heartbeat', data: { type: 'queen' } });
  expect(frames.slice(1, 4).map(({ data }) => [data.type, data.hive_id])).toEqual(
    known.map((hive_id) => ['hive_telemetry', hive_id]),
  );
  const times = ofLive(frames).map(({ data }) => Date.parse(data.timestamp));
  const seconds = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1_000;
  expect(seconds / (times.length - 1)).toBeGreaterThan(0.8);
  expect(seconds / (times.length - 1)).toBeLessThan(1.5);
});
