import { expect, test } from 'vitest';
import type { EngineReading } from './engine-reading.ts';
import { type Activity, Progress } from './progress.ts';

const aReading = (more: Partial<EngineReading> = {}): EngineReading => ({
  state: 'ready',
  figures: { requests_running: 1 },
  progress: [100],
  seesPrompts: true,
  models: [],
  ...more,
});

const BUSY: Activity = { cpuPct: 90, gpuPct: 100 };
const IDLE: Activity = { cpuPct: 1, gpuPct: 0 };

/** When it is stuck, second by second, with these readings. */
function stuckAt(
  readings: (second: number) => EngineReading,
  activity: Activity,
  seconds = 60,
): number | null {
  const progress = new Progress();
  for (let second = 0; second <= seconds; second += 1) {
    if (progress.note(readings(second), activity, second * 1000)) return second;
  }
  return null;
}

test('[E2] an engine with a running or waiting request and no progress is stuck after 30 s', () => {
  expect(stuckAt(() => aReading(), BUSY)).toBe(30);
  expect(stuckAt(() => aReading({ figures: { requests_running: 0, requests_waiting: 2 } }), IDLE)).toBe(30);
});

test('a token, an end of a request or an idle engine starts the 30 s again', () => {
  expect(stuckAt((second) => aReading({ progress: [100, second < 20 ? 1 : 2] }), BUSY)).toBe(50);
  expect(stuckAt((second) => aReading({ figures: { requests_running: second < 20 ? 0 : 1 } }), IDLE)).toBe(
    49,
  );
  expect(stuckAt((second) => aReading({ progress: [second] }), BUSY)).toBeNull();
  expect(stuckAt(() => aReading({ figures: { requests_running: 0 } }), IDLE)).toBeNull();
});

test('[E2] an engine that says that nothing runs while its GPU is busy is stuck, too', () => {
  expect(stuckAt(() => aReading({ figures: { requests_running: 0 } }), BUSY)).toBe(30);
});

test('an engine that does not tell the progress of a prompt is stuck only if its processes are idle', () => {
  const still = () => aReading({ seesPrompts: false });
  expect(stuckAt(still, BUSY)).toBeNull();
  expect(stuckAt(still, { cpuPct: 95, gpuPct: 0 })).toBeNull();
  expect(stuckAt(still, { cpuPct: null, gpuPct: null })).toBeNull();
  expect(stuckAt(still, IDLE)).toBe(30);
});

test('an engine that tells nothing that could move is never stuck', () => {
  expect(stuckAt(() => aReading({ progress: [] }), IDLE)).toBeNull();
  expect(stuckAt(() => aReading({ progress: [undefined] }), IDLE)).toBeNull();
});
