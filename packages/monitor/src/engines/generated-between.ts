import type { EngineReading } from './engine-reading.ts';

/**
 * Tokens that were generated between two readings. `ended` is the growth of the engine's counter. Where that grows only
 * when a request ends, it would be 0 for minutes and then too much, so the work on running requests tells it: it leaves
 * out what ended requests got after the last reading, or counts a step for a piece of a prompt as a token.
 */
export function generatedBetween(
  before: EngineReading,
  now: EngineReading,
  ended: number | undefined,
): number | undefined {
  const [earlier, later] = [before.work, now.work];
  if (earlier && later && 'steps' in earlier && 'steps' in later) {
    const running = runningBetween(before, now);
    const steps = later.steps - earlier.steps;
    if (running > 0 && steps >= 0) return steps * running * later.tokensEach;
  }
  if (earlier && later && 'tokensOf' in earlier && 'tokensOf' in later) {
    return grownOf(earlier.tokensOf, later.tokensOf);
  }
  return ended;
}

/** How many requests ran in the meantime. An engine without one makes no steps, so a time without one does not count. */
function runningBetween(before: EngineReading, now: EngineReading): number {
  const earlier = before.figures.requests_running ?? 0;
  const later = now.figures.requests_running ?? 0;
  return earlier > 0 && later > 0 ? (earlier + later) / 2 : Math.max(earlier, later);
}

function grownOf(before: ReadonlyMap<string, number>, now: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const [name, tokens] of now) sum += Math.max(0, tokens - (before.get(name) ?? 0));
  return sum;
}
