import type { FleetProblem, ProblemSubject } from '@rbee/queen-rbee-sdk';
import { isTextKey, type Locale, type TextKey } from '../locale/index.ts';

/** What is wrong, in one sentence of the reader's language. */
export function problemInWords({ kind, values }: FleetProblem, { text, formats }: Locale): string {
  const n = (name: string): number => Number(values[name] ?? 0);
  const word = (name: string): string => String(values[name] ?? '');
  switch (kind) {
    case 'silent':
      return text('problem.silent', { n: n('workers') });
    case 'id_twice':
      return text('problem.id_twice', { n: n('others') });
    case 'clock': {
      const key = word('direction') === 'ahead' ? 'problem.clock.ahead' : 'problem.clock.behind';
      return text(key, { time: formats.duration(n('seconds')) });
    }
    case 'lost_samples':
      return text(`problem.lost.${word('what')}` as TextKey, { n: n('lost') });
    case 'gpu_health':
      return gpuInWords(word('code'), values['xid'], text);
    case 'gpu_unclaimed':
      return text('problem.gpu_unclaimed', {
        memory: formats.memory(n('memory')),
        total: formats.memory(n('total')),
      });
    case 'stuck':
    case 'no_tokens':
      return text(`problem.${kind}`, { n: n('running') });
    case 'context':
      return text('problem.context', { context: formats.percent(n('context')) });
    case 'queue':
      return text('problem.queue', { n: n('waiting'), from: n('from') });
    case 'restarts':
      return text('problem.restarts', { n: n('restarts') });
    case 'idle_memory':
      return text('problem.idle_memory', { memory: formats.memory(n('memory')) });
    case 'hive_versions':
      return text('problem.hive_versions', { n: n('count'), versions: word('versions') });
    case 'engine_versions':
      return text('problem.engine_versions', {
        ...{ n: n('count'), versions: word('versions'), engine: word('engine') },
      });
    case 'late':
    case 'unreachable':
      return text(`problem.${kind}`);
  }
}

/** The error of a driver is named by its number only, which needs no grouping. */
function gpuInWords(code: string, xid: string | number | undefined, text: Locale['text']): string {
  if (code === 'xid' && xid !== undefined) return text('problem.gpu.xid.number', { xid: `${xid}` });
  const key = `problem.gpu.${code}`;
  return isTextKey(key) ? text(key) : code;
}

/** Whom a problem is about: a hive, one of its workers or GPUs, a model, or the fleet. */
export function subjectInWords(subject: ProblemSubject, { text }: Locale): string {
  const { hive_id, group, instance, gpu, model } = subject;
  if (hive_id === undefined) return model ?? text('problems.fleet');
  if (gpu) return `${hive_id} · ${text('problems.gpu', { index: `${gpu.index}`, name: gpu.name })}`;
  return group === undefined ? hive_id : `${hive_id} · ${group}/${instance}`;
}
