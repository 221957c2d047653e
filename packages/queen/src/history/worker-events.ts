import { type HistoryEvent, workerId } from '@rbee/contract';
import { workerChanges } from '../registry/index.ts';
import type { Sample, WorkerRow } from '../sample/index.ts';
import { rfc3339 } from '../time.ts';

/**
 * What changed in the workers that go on between two samples of one hive ([P6]): their model, or the state of their engine.
 * `at` is the queen's time, milliseconds since the epoch.
 */
export function eventsBetween(before: Sample, after: Sample, at: number): HistoryEvent[] {
  const timestamp = rfc3339(at);
  return workerChanges(before.rows(), after.rows()).stayed.flatMap(([was, is]) => {
    const worker = {
      kind: 'worker' as const,
      hive_id: after.hive_id,
      worker_id: workerId(after.hive_id, is),
      timestamp,
    };
    return [...modelChanged(was, is, worker), ...engineChanged(was, is, worker)];
  });
}

type Named = Pick<Extract<HistoryEvent, { kind: 'worker' }>, 'kind' | 'hive_id' | 'worker_id' | 'timestamp'>;

const modelChanged = (was: WorkerRow, is: WorkerRow, worker: Named): HistoryEvent[] =>
  was.model === is.model ? [] : [{ ...worker, type: 'model_changed', before: was.model, model: is.model }];

function engineChanged(was: WorkerRow, is: WorkerRow, worker: Named): HistoryEvent[] {
  const before = was.engine?.state;
  const state = is.engine?.state;
  if (before === state) return [];
  return [
    {
      ...worker,
      type: 'engine_state',
      ...(before !== undefined && { before }),
      ...(state !== undefined && { state }),
    },
  ];
}
