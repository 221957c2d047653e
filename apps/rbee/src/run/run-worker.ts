import { constants } from 'node:os';
import type { Outcome } from '../outcome.ts';
import type { RunSettings } from '../settings/index.ts';
import { claim } from './claim.ts';
import { findCommand } from './find-command.ts';
import { findPlace, NO_PLACE, type PlaceEdges, type PlaceFound } from './find-place.ts';
import type { Unheld } from './make-cgroup.ts';
import type { Place } from './place.ts';
import { type Ended, type Running, start } from './run-command.ts';
import { asksToEnd, heard, isPassedOn, type PassedSignal } from './signals.ts';

/** What `rbee run` needs from the process that it runs in. */
export interface RunEdges extends PlaceEdges {
  /** Whether this process's standard input or output is a terminal. */
  readonly onTerminal: boolean;
  /** Subscribes to these signals of this process. */
  readonly onSignal: (signals: readonly PassedSignal[], listener: (signal: PassedSignal) => void) => void;
  /** Pid of the worker that has that name now, if one has. */
  readonly pidOf: (group: string, instance: string) => Promise<number | undefined>;
}

/** Runs a command as a worker of its own, and ends as it ends. */
export async function runWorker(
  settings: RunSettings,
  [program, ...args]: readonly [string, ...string[]],
  edges: RunEdges,
): Promise<Outcome> {
  const found = findCommand(program, edges.environment['PATH'] ?? '', edges.cwd);
  if (found.kind === 'missing') return missing(program, found.code);
  const signals = listen(edges);
  const name = `${settings.group}/${settings.instance}`;
  if (!(await claim(settings)))
    return refused(`${name} is in use by another rbee run; choose another --instance`);
  const pid = await edges.pidOf(settings.group, settings.instance);
  const place = pid === undefined ? await findPlace(settings, edges) : { kind: 'taken' as const, pid };
  if (place.kind === 'taken') {
    return refused(`${name} is in use by process ${place.pid}; stop it or choose another --instance`);
  }
  for (const sentence of warnings(name, settings, place)) edges.say(`rbee run: ${sentence}.`);
  return runAt(place.kind === 'place' ? place.place : NO_PLACE, { program, args }, edges, signals);
}

/** Warnings: limits that could not be set do not keep the command from running. */
function warnings(
  name: string,
  { cpuPct, memoryBytes }: RunSettings,
  found: Exclude<PlaceFound, { kind: 'taken' }>,
): readonly string[] {
  const unheld = (it: Unheld) => `--${it.limit} is not enforced for ${name}: ${it.reason}`;
  if (found.kind === 'place') return found.unheld.map(unheld);
  const { reason } = found;
  return [
    `${name} runs without its own cgroup, so a hive finds it only if it recognises the program or --watch matches it: ${reason}`,
    ...(cpuPct === undefined ? [] : [unheld({ limit: 'cpu', reason })]),
    ...(memoryBytes === undefined ? [] : [unheld({ limit: 'memory', reason })]),
  ];
}

async function runAt(
  place: Place,
  command: { readonly program: string; readonly args: readonly string[] },
  edges: RunEdges,
  signals: Signals,
): Promise<Outcome> {
  const launch = place.launch(command);
  const asked = signals.askedToEnd();
  if (asked) {
    await place.leave(AbortSignal.abort());
    return endedBy(asked);
  }
  const running = start(launch, edges.environment, edges.onTerminal);
  signals.passTo(running);
  const ended = await running.ended;
  await place.leave(signals.forceFromNow());
  return outcomeOf(ended, launch.program);
}

interface Signals {
  /** A termination signal that came before the command was started. */
  askedToEnd(): PassedSignal | undefined;
  /** Starts forwarding signals, earlier ones first. */
  passTo(running: Running): void;
  /** Aborts at the next termination signal. */
  forceFromNow(): AbortSignal;
}

function listen({ onSignal, onTerminal }: RunEdges): Signals {
  const early: PassedSignal[] = [];
  const force = new AbortController();
  let hear = (signal: PassedSignal): void => {
    early.push(signal);
  };
  onSignal(heard(onTerminal), (signal) => hear(signal));
  return {
    askedToEnd: () => early.find(asksToEnd),
    passTo: (running) => {
      hear = (signal) => {
        if (isPassedOn(signal, onTerminal)) running.kill(signal);
      };
      for (const signal of early.splice(0)) hear(signal);
    },
    forceFromNow: () => {
      hear = (signal) => {
        if (asksToEnd(signal)) force.abort();
      };
      return force.signal;
    },
  };
}

function outcomeOf(ended: Ended, program: string): Outcome {
  switch (ended.kind) {
    case 'code':
      return { code: ended.code };
    case 'signal':
      return endedBy(ended.signal);
    case 'error':
      return { code: 1, sentence: `rbee run: ${program} could not be started (${ended.code}).` };
  }
}

const endedBy = (signal: NodeJS.Signals): Outcome => ({ code: 128 + constants.signals[signal], signal });

const refused = (why: string): Outcome => ({ code: 2, sentence: `rbee run: ${why}.` });

const missing = (program: string, code: 126 | 127): Outcome => ({
  code,
  sentence: `rbee run: ${program} ${code === 127 ? 'was not found' : 'is not executable'}.`,
});
