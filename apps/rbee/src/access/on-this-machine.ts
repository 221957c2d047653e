import { resolve } from 'node:path';
import type { Access, AccessRefusal } from '@rbee/access';
import { AccessUnavailable } from '@rbee/access/plain';
import type { Outcome } from '../outcome.ts';
import { type FileEdges, queenFiles } from '../queen-files.ts';

/** Does something with the access control of the queen of this machine. What cannot be done is one sentence. */
export async function onThisMachine(
  command: string,
  data: string,
  { openAccess, exists }: FileEdges,
  work: (access: Access) => Outcome | Promise<Outcome>,
): Promise<Outcome> {
  const file = queenFiles(resolve(data)).database;
  if (!exists(file)) return { code: 1, sentence: `rbee ${command}: ${noFile(file)}` };
  try {
    const access = await openAccess(file);
    try {
      return await work(access);
    } finally {
      await access.close();
    }
  } catch (error) {
    if (!(error instanceof AccessUnavailable)) throw error;
    return { code: 1, sentence: `rbee ${command}: ${error.message}` };
  }
}

const noFile = (file: string): string =>
  `there is no file ${file}, or this user may not see it. A queen makes it when it first starts with access control; run this on its machine, as its user or as root, and name its folder with --data.`;

/** A refusal as the outcome of a command. */
export const refused = (command: string, { detail }: AccessRefusal): Outcome => ({
  code: 1,
  sentence: `rbee ${command}: ${detail}`,
});
