import type { Outcome } from '../outcome.ts';
import type { RunSettings } from '../settings/index.ts';
import { findPlace, NO_PLACE, type Place, type PlaceEdges, type PlaceFound } from './find-place.ts';
import type { UnsetLimit } from './make-cgroup.ts';
import { endedBy, type Launch, missingCommand, reserveName, start } from './programs.ts';
import { type OnSignal, SignalRelay } from './signals.ts';

/** What `rbee run` needs from its process. */
export interface RunEdges extends PlaceEdges {
  /** True if standard input or output is a terminal. */
  readonly onTerminal: boolean;
  readonly onSignal: OnSignal;
  /** The pid of the worker that has this name now, if there is one. */
  readonly pidOf: (group: string, instance: string) => Promise<number | undefined>;
}

/** Runs a command as a worker in its own cgroup, and ends as the command ends. */
export async function runWorker(
  settings: RunSettings,
  [program, ...args]: readonly [string, ...string[]],
  edges: RunEdges,
): Promise<Outcome> {
  const code = missingCommand(program, edges.environment['PATH'] ?? '', edges.cwd);
  if (code !== null) {
    const why = code === 127 ? 'was not found' : 'is not executable';
    return { code, sentence: `rbee run: ${program} ${why}.` };
  }
  const signals = new SignalRelay(edges.onSignal, edges.onTerminal);
  const { group, instance } = settings;
  if (!(await reserveName(settings))) return nameInUse(settings, 'another rbee run; choose');
  const pid = await edges.pidOf(group, instance);
  const found = pid === undefined ? await findPlace(settings, edges) : { kind: 'taken' as const, pid };
  if (found.kind === 'taken') return nameInUse(settings, `process ${found.pid}; stop it or choose`);
  for (const sentence of warnings(settings, found)) edges.say(`rbee run: ${sentence}.`);
  const limits = found.kind === 'place' ? limitsInForce(settings, found.unset) : [];
  if (limits.length > 0) edges.say(`rbee run: ${group}/${instance} is limited to ${limits.join(' and ')}.`);
  return runIn(found.kind === 'place' ? found.place : NO_PLACE, { program, args }, edges, signals);
}

async function runIn(place: Place, command: Launch, edges: RunEdges, signals: SignalRelay): Promise<Outcome> {
  if (signals.earlyEnd) {
    await place.leave(AbortSignal.abort());
    return endedBy(signals.earlyEnd);
  }
  const running = place.start(command, (launch) => start(launch, edges.environment, edges.onTerminal));
  if (running) signals.passTo(running);
  const outcome = (await running?.ended) ?? NOT_ENTERED;
  await place.leave(signals.untilNextEnd());
  return outcome;
}

/** The exit status of env(1) and other programs that start a command, if they fail themselves. */
const NOT_ENTERED: Outcome = { code: 125 };

/** Warnings about limits that could not be set; the command runs without them. */
function warnings(
  { group, instance, cpuPct, memoryBytes }: RunSettings,
  found: Exclude<PlaceFound, { kind: 'taken' }>,
): readonly string[] {
  const name = `${group}/${instance}`;
  const unset = ({ limit, reason }: UnsetLimit) => `--${limit} is not enforced for ${name}: ${reason}`;
  if (found.kind === 'place') return found.unset.map(unset);
  const { reason } = found;
  return [
    `${name} runs without its own cgroup, so a hive finds it only if it recognises the program or --watch matches it: ${reason}`,
    ...(cpuPct === undefined ? [] : [unset({ limit: 'cpu', reason })]),
    ...(memoryBytes === undefined ? [] : [unset({ limit: 'memory', reason })]),
  ];
}

/** The limits that hold, in words. */
function limitsInForce(
  { cpuPct, memoryBytes }: RunSettings,
  unset: readonly UnsetLimit[],
): readonly string[] {
  const holds = (limit: UnsetLimit['limit']): boolean => !unset.some((it) => it.limit === limit);
  return [
    ...(cpuPct !== undefined && holds('cpu')
      ? [`${cpuPct / 100} CPU ${cpuPct === 100 ? 'core' : 'cores'}`]
      : []),
    ...(memoryBytes !== undefined && holds('memory') ? [`${mib(memoryBytes)} MiB of memory`] : []),
  ];
}

const mib = (bytes: number): number => Math.round((bytes / 2 ** 20) * 10) / 10;

const nameInUse = ({ group, instance }: RunSettings, by: string): Outcome => ({
  code: 2,
  sentence: `rbee run: ${group}/${instance} is in use by ${by} another --instance.`,
});
