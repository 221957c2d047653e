import { resolve } from 'node:path';
import type { Access } from '@rbee/access';
import type { Logger } from 'pino';
import { writePrivate } from '../private-file.ts';
import type { ProcessEdges } from '../process-edges.ts';
import { queenFiles } from '../queen-files.ts';
import type { QueenSettings } from '../settings/index.ts';
import { addressForOthers, type Listening } from './queen-address.ts';
import { SetupAddress } from './setup-address.ts';

/** What a queen needs to say how it is set up and reached. */
export interface AnnounceEdges extends Pick<ProcessEdges, 'clock'> {
  readonly log: Pick<Logger, 'info' | 'warn'>;
  /** Name of the machine. */
  readonly hostname: string;
  /** Prints a line with a secret to a person at a terminal; undefined if nobody is there, as what is printed then is kept. */
  readonly tellPerson: ((line: string) => void) | undefined;
}

/** Leaves in the folder of a queen that listens how it is reached and, until there is an admin, where one is made. */
export function announceAccess(
  access: Access,
  listening: Listening,
  settings: QueenSettings,
  { log, clock, hostname, tellPerson }: AnnounceEdges,
): SetupAddress {
  const files = queenFiles(resolve(settings.data));
  const url = addressForOthers(listening, hostname);
  leaveAddress(files.queenAddress, url, listening, log);
  // Invites with the key of a certificate before would keep hives out.
  listening.certificate?.onReplace(() => leaveAddress(files.queenAddress, url, listening, log));
  const setup = new SetupAddress({ access, url, file: files.setupAddress, clock, log });
  setup.start();
  if (setup.address !== null) tellPerson?.(`Set up this queen: ${setup.address}`);
  return setup;
}

function leaveAddress(
  file: string,
  url: string,
  { certificate }: Listening,
  log: Pick<Logger, 'warn'>,
): void {
  try {
    writePrivate(file, `${JSON.stringify({ url, pin: certificate?.publicKeyPin })}\n`);
  } catch (error) {
    log.warn({ err: error }, `The address of the queen cannot be written to ${file}.`);
  }
}
