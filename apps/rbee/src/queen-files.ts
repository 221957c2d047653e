import { join } from 'node:path';
import type { Access, Actor } from '@rbee/access';

/** The files of access control in the data folder of a queen. */
export const queenFiles = (dataFolder: string) => ({
  /** Accounts, tokens and the audit log. */
  database: join(dataFolder, 'access.db'),
  /** The address at which the first admin is made; there while there is none. */
  setupAddress: join(dataFolder, 'setup-address'),
  /** By which address others reach the queen, for commands on its machine. */
  queenAddress: join(dataFolder, 'queen.json'),
});

/** What commands need that use the files of a queen on its own machine. */
export interface FileEdges {
  /** Opens the access control of a queen, which can run meanwhile. */
  readonly openAccess: (file: string) => Promise<Access>;
  /** True if there is a file with this path, and this user may know it. */
  readonly exists: (path: string) => boolean;
}

/** Who does something by a command on the queen's machine, for the audit log ([A9]). */
export const MACHINE: Actor = { who: 'machine', address: null };
