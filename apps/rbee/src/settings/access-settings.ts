import { isLoopback } from './readers.ts';
import { toggle, type ValuesOf } from './setting.ts';

/** Whether the queen asks who somebody is ([A1]). */
export const accessSettings = {
  accessControl: toggle(false, {
    flag: '--access-control',
    variable: 'QUEEN_ACCESS_CONTROL',
    key: 'queen.access_control',
    about:
      'ask everybody who they are, programs of this machine too; without it only if the network can reach the queen, or with --trust-proxy',
    fileAbout:
      'Whether to ask everybody who they are, programs of the own machine too; default: true if the network can reach the queen or it trusts a reverse proxy, otherwise false.',
  }),
  // It has no variable: whoever can set one could open a queen that its owner thinks closed.
  insecure: toggle(false, {
    flag: '--insecure-no-access-control',
    key: 'queen.insecure_no_access_control',
    about: 'ask nobody: whoever reaches the queen can read the fleet, send heartbeats and delete hives',
    fileAbout:
      'Whether to ask nobody: whoever reaches the queen can then read the fleet, send heartbeats and delete hives. It counts only in a file that is named with --config or found, not in one that RBEE_CONFIG names. Default: false.',
  }),
};

/** What access control depends on. */
export type AccessSettings = ValuesOf<typeof accessSettings> & {
  readonly host: string;
  readonly trustedProxies: readonly string[];
};

/** True if others than programs of the queen's own machine can reach it, directly or through a reverse proxy ([A1]). */
export const isReachable = ({ host, trustedProxies }: AccessSettings): boolean =>
  !isLoopback(host) || trustedProxies.length > 0;

/** True if the queen asks everybody who they are ([A1]). */
export const hasAccessControl = (settings: AccessSettings): boolean =>
  !settings.insecure && (settings.accessControl || isReachable(settings));
