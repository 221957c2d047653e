import type { UnknownReason } from '@rbee/contract';
import type { Machine } from '../model/index.ts';
import { inked } from './pen.ts';

/** What is known of a worker, and the text of what is not ([W2]). */
export interface KnownOf {
  /** Whether its storage I/O is known. */
  readonly io: boolean;
  /** Whether its use of a GPU is known. */
  readonly gpu: boolean;
  /** Beginning with a comma; empty where all is known. */
  readonly unknown: Uint8Array;
  /** The same in the first heartbeat that it is in, where no rate is known yet ([W4]). */
  readonly unknownAtFirst: Uint8Array;
}

type Unknown = Readonly<Record<string, UnknownReason>>;

/** What is known of that worker of a machine. */
export function knownOf({ blindness, workers }: Machine, index: number): KnownOf {
  const io = !isForeign(blindness, index);
  const gpu = blindness === 'none' || blindness === 'permission' || workers[index]?.cards.length === 0;
  const always: Unknown = {
    ...(io ? {} : { io_r_mb_s: 'permission', io_w_mb_s: 'permission' }),
    ...(gpu ? {} : { gpu_util_pct: blindness }),
  };
  const atFirst: Unknown = {
    ...{ cpu_pct: 'first_sample', io_r_mb_s: 'first_sample', io_w_mb_s: 'first_sample' },
    ...always,
  };
  return { io, gpu, unknown: inked(unknownText(always)), unknownAtFirst: inked(unknownText(atFirst)) };
}

/** Whether a worker is one of those of other users that its hive may not look into. */
export const isForeign = (blindness: Machine['blindness'], index: number): boolean =>
  blindness === 'permission' && index % 2 === 1;

/** An `unknown` object behind a comma; nothing where there is nothing to say. */
export const unknownText = (unknown: Unknown): string =>
  Object.keys(unknown).length === 0 ? '' : `,"unknown":${JSON.stringify(unknown)}`;
