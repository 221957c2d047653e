import type { EngineServer } from '../engine-reader.ts';

/** The key of one worker's engine. */
export interface EngineKey {
  /** `<group>/<instance>` of the worker. */
  readonly worker: string;
  readonly key: string;
  /** The user who owns the file of the key. */
  readonly ownerId: number;
}

/** Root reads every file and every process. */
const ROOT = 0;

/**
 * The key for a server; null without one. Anybody can start a process that gets the name of a worker, so a key goes
 * only to processes of the user who owns its file, and of root.
 */
export function keyFor(
  keys: readonly EngineKey[],
  { group, instance, userId }: Pick<EngineServer, 'group' | 'instance' | 'userId'>,
): string | null {
  const own = keys.find((it) => it.worker === `${group}/${instance}`);
  if (!own) return null;
  const id = userId();
  return id !== null && (id === ROOT || id === own.ownerId) ? own.key : null;
}
