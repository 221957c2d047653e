import { visibleText } from '@rbee/contract/plain';
import { type Asking, type Credential, tokenOf } from '../credential/index.ts';
import type { Outcome } from '../outcome.ts';
import type { ProcessEdges } from '../process-edges.ts';
import type { StatusSettings } from '../settings/index.ts';
import { aborted, pause } from '../time/index.ts';
import type { WorkersNow } from '../workers-now.ts';
import type { ProgramHere } from './programs-here.ts';
import { askQueen } from './queen-says.ts';
import { type Status, saidOf, statusCode, statusLines } from './report.ts';

/** What `rbee status` needs from its process. */
export interface StatusEdges extends Pick<ProcessEdges, 'fetch' | 'clock' | 'stop' | 'print'> {
  readonly hostname: string;
  /** The programs of this project on this machine; undefined if they cannot be seen. */
  readonly programs: () => Promise<readonly ProgramHere[] | undefined>;
  readonly workersNow: () => Promise<WorkersNow>;
  readonly credential: (asking: Asking) => Promise<Credential>;
}

/** Time for reading which programs run, milliseconds: reading a file of a process can block. */
const PROGRAMS_MS = 3_000;

/** Prints what runs on this machine and what the queen says of it. */
export async function runStatus(settings: StatusSettings, edges: StatusEdges): Promise<Outcome> {
  const { queenUrl, hiveId, json } = settings;
  const { clock, stop, hostname } = edges;
  const end = new AbortController();
  const late = pause(clock, PROGRAMS_MS, end.signal).then(() => 'late' as const);
  const found = Promise.all([Promise.race([edges.programs(), late]), edges.workersNow()]);
  const first = await Promise.race([found, aborted(stop)]);
  end.abort();
  if (!first) return { code: 1, sentence: 'rbee status: stopped before everything was found.' };
  const [read, { workers, isBlocked }] = first;
  const programs = read === 'late' ? undefined : read;
  const credential = await edges.credential({ ...settings, command: 'status', scopes: ['read'] });
  if (credential.kind === 'wrong') return { code: 2, isBlocked, sentence: credential.sentence };
  const asked = { baseUrl: queenUrl, ...tokenOf(credential) };
  const queen = await askQueen(asked, hiveIds(hiveId, programs), edges.fetch).finally(async () => {
    if (credential.kind === 'token') await credential.end();
  });
  const status: Status = { hostname, queenUrl, programs, workers: workers ?? undefined, queen };
  const code = statusCode(status);
  if (json) edges.print(asJson(status, code));
  else for (const line of statusLines(status)) edges.print(line);
  return { code, isBlocked: isBlocked || read === 'late' };
}

/** The ids of the hives of this machine: of its own name, and those that were given to the hives that run. */
const hiveIds = (own: string, programs: readonly ProgramHere[] | undefined): readonly string[] => {
  const given = (programs ?? []).flatMap(({ command, hiveId }) =>
    command === 'hive' || command === 'up' ? (hiveId ?? []) : [],
  );
  return [...new Set(given.length > 0 ? given : [own])].slice(0, MOST_HIVES);
};

/** Hives of one machine that are asked for. */
const MOST_HIVES = 20;

/** The status for programs; null is not known. */
function asJson(status: Status, code: number): string {
  const { hostname, queenUrl, programs, workers, queen } = status;
  const said = queen.answers
    ? {
        answers: true,
        version: queen.version,
        hives: queen.hives.map(({ hive_id, health, last_update, workers: known }) => ({
          ...{ hive_id, health, last_update, workers: known.length },
        })),
        unknown_hives: queen.unknown,
      }
    : { answers: false, reason: queen.reason };
  const document = {
    ok: code === 0,
    hostname,
    programs:
      programs?.map(({ pid, command, ports, hiveId }) => ({
        pid,
        command,
        ports: ports ?? null,
        hive_id: hiveId ?? null,
      })) ?? null,
    workers:
      workers?.map((it) => ({
        group: it.group,
        instance: it.instance,
        pid: it.pid,
        model: it.model,
        queen_says: saidOf(it, queen),
      })) ?? null,
    queen: { url: queenUrl, ...said },
  };
  return JSON.stringify(
    document,
    (_, value: unknown) => (typeof value === 'string' ? visibleText(value) : value),
    2,
  );
}
