import type { EngineState } from '@rbee/contract';
import { roll } from './dice.ts';
import type { Placed } from './placement.ts';

/** Workers with less popularity get nearly no requests. */
const UNASKED = 0.05;
/** Share of the servers of llama.cpp without requests that are asleep. */
const ASLEEP = 0.4;
/** Shares of all servers. */
const STUCK = 0.01;
const PROTECTED = 0.02;
const UNREACHABLE = 0.005;

/** The state of an engine in one of its runs once its model is loaded ([E2]): `ready` for most. */
export function conditionOf(
  { seed, worker, run }: { readonly seed: number; readonly worker: number; readonly run: number },
  { engine, popularity, program }: Placed,
): EngineState {
  if (program !== null) return 'ready';
  const luck = roll(seed, worker, run, 107);
  if (engine.kind === 'llama.cpp' && popularity < UNASKED) return luck < ASLEEP ? 'sleeping' : 'ready';
  if (luck < STUCK && engine.tells.includes('requests_running')) return 'stuck';
  if (luck < STUCK + PROTECTED) return 'protected';
  return luck < STUCK + PROTECTED + UNREACHABLE ? 'unreachable' : 'ready';
}
