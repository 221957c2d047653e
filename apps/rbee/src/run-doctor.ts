import { styleText } from 'node:util';
import { createCheck, QueenInfoSchema, ROUTES } from '@rbee/contract';
import { visibleText } from '@rbee/contract/plain';
import { type FetchQueen, fetchPinned, routeUrl } from '@rbee/hive';
import type { Finding, FindingState } from '@rbee/monitor';
import { createThreadedMonitor, type ThreadedMonitor } from '@rbee/monitor/threaded-monitor';
import { askJson } from './ask-json.ts';
import type { ConfigFile } from './config-file.ts';
import { findToken } from './found-token.ts';
import { monitorOptions } from './monitor.ts';
import type { Outcome } from './outcome.ts';
import type { ProcessEdges } from './process-edges.ts';
import type { ReadText } from './read-text.ts';
import type { DoctorSettings } from './settings/index.ts';
import { aborted, pause } from './time/index.ts';
import { tokenFinding } from './token-finding.ts';

/** What `rbee doctor` needs from its process. */
export interface DoctorEdges
  extends Pick<ProcessEdges, 'version' | 'platform' | 'fetch' | 'clock' | 'stop' | 'print' | 'say'> {
  /** Version of Node, as in `process.version`. */
  readonly node: string;
  readonly config: ConfigFile;
  readonly readText: ReadText;
  /** Name of the hive where nothing else says one. */
  readonly defaultHiveId: string;
  /** CPU time that this process has used, milliseconds. */
  readonly cpuMs: () => number;
  /** True if standard output shows colours. */
  readonly color: boolean;
}

/** Time for all that is read of the machine. */
const MACHINE_MS = 30_000;
/** Time that a thread has to end. */
const GRACE_MS = 300;

/** Prints all findings; the exit code is 1 if workers cannot be monitored, and if `stop` aborts before that is known. */
export async function runDoctor(settings: DoctorSettings, edges: DoctorEdges): Promise<Outcome> {
  const { stop } = edges;
  const machine = await machineFindings(settings, edges);
  const queen = stop.aborted ? null : await Promise.race([queenFindings(settings, edges), aborted(stop)]);
  const { isBlocked } = machine;
  if (!queen) return { code: 1, isBlocked, sentence: 'rbee doctor: stopped before everything was checked.' };
  const findings = [...machine.findings, nodeFinding(edges.node), configFinding(edges.config), ...queen];
  const ok = findings.some(({ id, state }) => id === 'workers' && state !== 'no');
  edges.print(settings.json ? reportAsJson(ok, findings) : reportAsText(ok, findings, edges.color));
  return { code: ok ? 0 : 1, isBlocked };
}

/** What a hive with these settings finds at its queen. */
async function queenFindings(settings: DoctorSettings, edges: DoctorEdges): Promise<readonly Finding[]> {
  const found = findToken(settings, edges);
  const fetch = found.pin === undefined ? edges.fetch : fetchPinned(found.pin);
  return [await queenFinding(found.queenUrl, fetch), await tokenFinding(found, fetch)];
}

/**
 * What can be read on this machine. It is read in other threads, as any file of a process may block; what blocks is given
 * up after 2 s, and left out.
 */
async function machineFindings(
  settings: DoctorSettings,
  { version, platform, clock, stop, say, cpuMs }: DoctorEdges,
): Promise<{ readonly findings: readonly Finding[]; readonly isBlocked: boolean }> {
  const blocked: string[] = [];
  const warn = (sentence: string) => {
    blocked.push(sentence);
    say(`rbee doctor: ${sentence}`); // at once, for a person who waits
  };
  const monitor = createThreadedMonitor(
    // No engine is asked: nothing here is about what they report, and their settings belong to the hive.
    { version, platform, ...monitorOptions(settings), engines: { enabled: false } },
    { program: new URL('./sampler.ts', import.meta.url), log: { warn } },
  );
  const end = new AbortController();
  const read = async () => [...(await monitor.diagnose()), await costFinding(monitor, cpuMs)];
  const found = await Promise.race([read(), pause(clock, MACHINE_MS, end.signal), aborted(stop)]);
  end.abort();
  const isBlocked = !(await monitor.close(GRACE_MS));
  return { findings: [...(found ?? [NOTHING_FOUND]), blockedFinding(blocked)], isBlocked };
}

const finding = (id: string, label: string, state: FindingState, detail: string): Finding => ({
  id,
  state,
  label,
  detail,
});

/** Samples that are measured, after one that is not. */
const SAMPLES = 20;

const NOTHING_FOUND = finding(
  'workers',
  'Workers',
  'no',
  `What can be read of the processes of this machine was not known after ${MACHINE_MS / 1_000} s, because reading does not end.`,
);

/** The files that did not answer within 2 s, as sentences. */
export const blockedFinding = (sentences: readonly string[]): Finding =>
  sentences.length === 0
    ? finding('blocked', 'Files that block', 'ok', 'None: every file answered within 2 s.')
    : finding('blocked', 'Files that block', 'partly', sentences.join(' '));

/** CPU time that one sample takes on this machine: the median of 20. */
export async function costFinding(
  monitor: Pick<ThreadedMonitor, 'sample'>,
  cpuMs: () => number,
): Promise<Finding> {
  const costs: number[] = [];
  for (let samples = 0; samples <= SAMPLES; samples += 1) {
    const startedMs = cpuMs();
    await monitor.sample();
    if (samples > 0) costs.push(cpuMs() - startedMs);
  }
  costs.sort((a, b) => a - b);
  const median = costs[SAMPLES / 2] ?? 0;
  return finding(
    'cost',
    'Cost of a sample',
    'ok',
    `${median.toFixed(1)} ms of CPU time (median of ${SAMPLES}): ${(median / 10).toFixed(2)} % of one core at one sample per second.`,
  );
}

/** Major version of Node that the project is made for. */
const NODE_MAJOR = 24;

/** Whether this version of Node is recent enough. */
export function nodeFinding(version: string): Finding {
  const isRecent = Number(/^v(\d+)/.exec(version)?.[1] ?? 0) >= NODE_MAJOR;
  if (isRecent) return finding('node', 'Node.js', 'ok', `${version}.`);
  return finding('node', 'Node.js', 'partly', `${version}; ${NODE_MAJOR} or newer is recommended.`);
}

/** The config file in use, and whether it is valid. */
export function configFinding(config: ConfigFile): Finding {
  const report = (state: FindingState, detail: string) => finding('config', 'Config file', state, detail);
  switch (config.kind) {
    case 'none':
      return report(
        'ok',
        'None found: flags, environment variables and defaults apply. Looked for ./rbee.config.json and /etc/rbee/rbee.config.json; --config names another.',
      );
    case 'file': {
      const { path, texts } = config.values;
      return report(
        'ok',
        `${path} is valid, with ${texts.size === 1 ? '1 setting' : `${texts.size} settings`}.`,
      );
    }
    case 'wrong':
      return report(
        'no',
        `Invalid; other commands will not start with it, and this check used the defaults: ${config.sentence}.`,
      );
  }
}

const infoCheck = createCheck(QueenInfoSchema);

/** Whether the queen that a hive would report to can be reached from here. */
export async function queenFinding(queenUrl: string, fetchIt: FetchQueen): Promise<Finding> {
  const report = (state: FindingState, detail: string) =>
    finding('queen', 'Queen', state, `${queenUrl} ${detail}`);
  const told = await askJson(fetchIt, routeUrl(new URL(queenUrl), ROUTES.info));
  if (!told.ok) {
    return report(
      'no',
      `does not answer (${told.reason}); start a queen with \`rbee queen\`, or set its address with --queen-url.`,
    );
  }
  if (infoCheck.is(told.body)) return report('ok', `is reachable, version ${told.body.version}.`);
  if (told.status === 401 && told.isProblem) return report('ok', 'is reachable, and asks who wants to read.');
  return report(
    'partly',
    `answers ${told.status} at ${ROUTES.info}, but not as a queen; set the right address with --queen-url.`,
  );
}

const SIGNS = { ok: '✓', partly: '~', no: '✗' } as const;
const COLORS = { ok: 'green', partly: 'yellow', no: 'red' } as const;

/** The findings as text: one line each, and a summary. */
export function reportAsText(ok: boolean, findings: readonly Finding[], color: boolean): string {
  const width = Math.max(...findings.map(({ label }) => label.length));
  const lines = findings.map(({ state, label, detail }) => {
    const plain = `${SIGNS[state]} ${state.padEnd('partly'.length)}`;
    const mark = color ? styleText(COLORS[state], plain, { validateStream: false }) : plain;
    return `${mark}  ${label.padEnd(width)}  ${visibleText(detail)}`; // a name or a path can hold any character ([H9])
  });
  return [...lines, '', `Workers ${ok ? 'can' : 'cannot'} be monitored on this machine.`].join('\n');
}

/** The findings for programs: `{ok, findings: [{id, state, label, detail}]}`. */
export function reportAsJson(ok: boolean, findings: readonly Finding[]): string {
  const ordered = findings.map(({ id, state, label, detail }) => ({
    id,
    state,
    label,
    detail: visibleText(detail),
  }));
  return JSON.stringify({ ok, findings: ordered }, undefined, 2);
}
