import { type FleetWorker, isAbsent } from '../fleet-hive.ts';
import { askCommand, messagesCommand } from './commands.ts';
import type { ProblemKind, ProblemSubject, ProblemValues, Sign } from './problem.ts';
import { PROBLEM_LIMITS } from './rules.ts';

/** Whom a problem of a worker is about. */
export const subjectOf = ({ hive, stats }: FleetWorker): ProblemSubject => ({
  hive_id: hive.hive_id,
  group: stats.group,
  instance: stats.instance,
});

/** Adds to `signs` what the last sample shows of a worker. Nothing is said of one whose hive is late or silent. */
export function addWorkerSigns(signs: Sign[], worker: FleetWorker): void {
  const { engine } = worker.stats;
  if (engine === undefined || isAbsent(worker.state)) return;
  const add = (kind: ProblemKind, isOn: boolean, values: ProblemValues, command: string): void => {
    signs.push({ id: `${kind}:${worker.id}`, kind, subject: subjectOf(worker), isOn, values, command });
  };
  const running = worker.figure('running');
  if (engine.state === 'stuck') add('stuck', true, requestsOf(worker), messagesCommand(worker.stats));
  else if (engine.state === 'unreachable') {
    add('unreachable', true, {}, askCommand(worker.stats) ?? messagesCommand(worker.stats));
  } else if (running && worker.figure('tokens') === 0 && worker.figure('prompt_tokens') === 0) {
    add('no_tokens', true, requestsOf(worker), messagesCommand(worker.stats));
  }
  const context = worker.figure('kv') ?? 0;
  const { begin, end } = PROBLEM_LIMITS.contextPct;
  if (context >= end) {
    add('context', context >= begin, { context: Math.round(context) }, messagesCommand(worker.stats));
  }
}

/** `running` and `waiting` are requests; what is not known is left out. */
function requestsOf(worker: FleetWorker): ProblemValues {
  const [running, waiting] = [worker.figure('running'), worker.figure('waiting')];
  return { ...(running !== undefined && { running }), ...(waiting !== undefined && { waiting }) };
}
