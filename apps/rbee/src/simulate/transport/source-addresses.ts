import type { ConnectFrom } from '@rbee/hive';

/** Gives the own end of each further connection. */
export type SourceAddresses = () => ConnectFrom;

/** So few addresses that the queen's tables of them stay small, so many that their shares together are nearly everything. */
const ADDRESSES = 16;

/**
 * The addresses of simulated machines. A queen lets one address use only a part of each limit; machines have an address each. On
 * Linux all of 127.0.0.0/8 is this computer, so connections to a queen there come from several addresses in turn: 127.0.0.2 and
 * those after it. Elsewhere the operating system chooses.
 */
export function sourceAddresses(queen: URL, platform: NodeJS.Platform = process.platform): SourceAddresses {
  const isThisComputer = /^(localhost|127(\.\d+){3})$/.test(queen.hostname);
  if (platform !== 'linux' || !isThisComputer) return () => ({});
  let turn = 0;
  return () => {
    turn += 1;
    return { localAddress: `127.0.0.${2 + (turn % ADDRESSES)}`, family: 4 };
  };
}
