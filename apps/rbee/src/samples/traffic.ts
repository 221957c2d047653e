import type { Clock } from '@rbee/hive';
import { pause } from '../time/index.ts';
import { nextPhase, type Phase, thinkMs } from './phases.ts';

export interface TrafficOptions {
  /** Port of the worker, on loopback. */
  readonly port: number;
  readonly clock: Clock;
  /** A number from 0 up to 1. */
  readonly random: () => number;
  readonly fetch: typeof fetch;
}

const PROMPTS = [
  'The queen of the hive',
  'A forager who has found',
  'When the last report is old',
  'In the morning the keeper',
  'A number that could not be measured',
  'The workers wait',
] as const;

const TIMEOUT_MS = 10_000;
const AFTER_FAILURE_MS = 1_000;

/**
 * Asks one worker for completions, never more than one at a time, in phases of rest and of light and busy
 * load. The function it gives back ends it, with the request that is under way.
 */
export function startTraffic(options: TrafficOptions): () => void {
  const end = new AbortController();
  run(options, end.signal);
  return () => end.abort();
}

async function run(options: TrafficOptions, signal: AbortSignal): Promise<void> {
  let phase = nextPhase('rest', options.random);
  while (!signal.aborted) {
    await live(phase, options, signal);
    phase = nextPhase(phase.kind, options.random);
  }
}

async function live({ duty, lengthMs }: Phase, options: TrafficOptions, signal: AbortSignal): Promise<void> {
  const { clock } = options;
  if (duty === 0) return pause(clock, lengthMs, signal);
  const endMs = clock.monotonic() + lengthMs;
  while (!signal.aborted && clock.monotonic() < endMs) {
    const begunMs = clock.monotonic();
    const answered = await ask(options, signal);
    await pause(clock, answered ? thinkMs(clock.monotonic() - begunMs, duty) : AFTER_FAILURE_MS, signal);
  }
}

/** Requests one completion; false if the worker did not answer. */
async function ask({ port, clock, random, fetch }: TrafficOptions, signal: AbortSignal): Promise<boolean> {
  const prompt = PROMPTS[Math.floor(random() * PROMPTS.length)];
  const n_predict = 64 + Math.floor(random() * 320);
  const timeout = new AbortController();
  const cancel = clock.after(TIMEOUT_MS, () => timeout.abort());
  try {
    const response = await fetch(`http://127.0.0.1:${port}/completion`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ prompt, n_predict }),
      signal: AbortSignal.any([signal, timeout.signal]),
    });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  } finally {
    cancel();
  }
}
