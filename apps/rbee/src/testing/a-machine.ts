import type { Machine } from '../settings/index.ts';

/** A machine whose log does not go to a terminal. */
export const aMachine = (hostname = 'gpu-1', more: Partial<Machine> = {}): Machine => ({
  hostname,
  terminal: false,
  dataFolder: '/var/lib/rbee',
  ...more,
});
