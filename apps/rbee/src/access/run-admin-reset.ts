import { resolve } from 'node:path';
import { DEFAULT_QUEEN_PORT, visibleText } from '@rbee/contract/plain';
import type { Outcome } from '../outcome.ts';
import type { ProcessEdges } from '../process-edges.ts';
import { type FileEdges, queenFiles } from '../queen-files.ts';
import type { ReadText } from '../read-text.ts';
import type { AdminResetSettings } from '../settings/index.ts';
import { onThisMachine, refused } from './on-this-machine.ts';
import { readQueenAddress } from './queen-address.ts';

/** What `rbee admin reset` needs from its process. */
export interface ResetEdges extends FileEdges, Pick<ProcessEdges, 'print' | 'say'> {
  readonly readText: ReadText;
}

/** Prints an address at which an admin gets a password. */
export function resetAdmin({ name, data }: AdminResetSettings, edges: ResetEdges): Promise<Outcome> {
  return onThisMachine('admin reset', data, edges, (access) => {
    const reset = access.resetAdmin(name);
    if (!reset.ok) return refused('admin reset', reset.refusal);
    const { name: account, setup_path, expires_at } = reset.value;
    const left = readQueenAddress(queenFiles(resolve(data)).queenAddress, edges.readText);
    edges.print(`${left?.url ?? `http://localhost:${DEFAULT_QUEEN_PORT}`}${setup_path}`);
    const whose = account === null ? 'the first admin' : visibleText(account);
    edges.say(`At this address ${whose} chooses a password. It can be used once, until ${expires_at}.`);
    return { code: 0 };
  });
}
