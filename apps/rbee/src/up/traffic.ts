import type { ProcessEdges } from '../process-edges.ts';
import { pause } from '../time/index.ts';

type TrafficEdges = Pick<ProcessEdges, 'clock' | 'random' | 'fetch'>;

/** A period of constant load. */
export interface Phase {
  readonly kind: 'idle' | 'light' | 'busy';
  readonly lengthMs: number;
  /** Share of the time in which the worker computes, 0 to 1. */
  readonly load: number;
}

const PHASES = {
  idle: { leastMs: 5_000, mostMs: 12_000, load: 0, next: ['light', 'busy'] },
  light: { leastMs: 4_000, mostMs: 8_000, load: 0.15, next: ['busy', 'idle'] },
  busy: { leastMs: 4_000, mostMs: 8_000, load: 0.7, next: ['idle', 'light'] },
} as const;

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

/** The next phase: of another kind, and of random length. */
export function nextPhase(before: Phase['kind'], random: () => number): Phase {
  const kind = PHASES[before].next[random() < 0.5 ? 0 : 1];
  const { leastMs, mostMs, load } = PHASES[kind];
  return { kind, load, lengthMs: leastMs + random() * (mostMs - leastMs) };
}

/**
 * Milliseconds to wait after a request that took `tookMs`, so that consecutive requests keep the worker busy for this
 * share of the time, however fast the machine is; at least 20 ms and at most 2 s.
 */
export const waitMs = (tookMs: number, load: number): number =>
  Math.min(2_000, Math.max(20, tookMs * (1 / load - 1)));

/**
 * Requests completions from the worker on this port of loopback, one at a time, in idle, light and busy phases. The
 * returned function stops this and cancels a pending request.
 */
export function startTraffic(port: number, edges: TrafficEdges): () => void {
  const stop = new AbortController();
  runPhases(port, edges, stop.signal);
  return () => stop.abort();
}

async function runPhases(port: number, edges: TrafficEdges, stop: AbortSignal): Promise<void> {
  const { clock, random } = edges;
  let phase = nextPhase('idle', random);
  while (!stop.aborted) {
    const { load, lengthMs } = phase;
    const endMs = clock.monotonic() + lengthMs;
    if (load === 0) await pause(clock, lengthMs, stop);
    while (load > 0 && !stop.aborted && clock.monotonic() < endMs) {
      const startedMs = clock.monotonic();
      const answered = await requestCompletion(port, edges, stop);
      await pause(clock, answered ? waitMs(clock.monotonic() - startedMs, load) : AFTER_FAILURE_MS, stop);
    }
    phase = nextPhase(phase.kind, random);
  }
}

/** Requests one completion; false if the worker did not answer with success. */
async function requestCompletion(
  port: number,
  { clock, random, fetch }: TrafficEdges,
  stop: AbortSignal,
): Promise<boolean> {
  const prompt = PROMPTS[Math.floor(random() * PROMPTS.length)];
  const n_predict = 64 + Math.floor(random() * 320);
  const timeout = new AbortController();
  const cancel = clock.after(TIMEOUT_MS, () => timeout.abort());
  try {
    const response = await fetch(`http://127.0.0.1:${port}/completion`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ prompt, n_predict }),
      signal: AbortSignal.any([stop, timeout.signal]),
    });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  } finally {
    cancel();
  }
}
