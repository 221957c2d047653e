import type { ServedModel } from '@rbee/contract';
import { known, missing, unknownOrNothing, writeFigures } from '../figure.ts';
import type { GpuSample } from '../gpu/index.ts';
import type { JoinedModel } from './joined-models.ts';
import type { NamedWorker } from './worker.ts';
import { readResident, type WorkerSource } from './worker-figures.ts';

/**
 * The models of a worker, with what the processes of each hold and what the engine says ([W5]); none for a worker with
 * one model of which only the name is known.
 */
export function modelStats(
  source: WorkerSource,
  { unknown }: NamedWorker,
  models: readonly JoinedModel[],
  gpus: GpuSample,
  atMs: number,
): readonly ServedModel[] {
  const servesSeveral = models.length > 1 || (models.length === 1 && unknown['models'] !== undefined);
  if (servesSeveral) return models.map((it) => servedModel(source, it, gpus, atMs));
  // The processes of a single model are those of the worker.
  return models.flatMap(({ name, said }) => (Object.keys(said).length > 0 ? [{ name, ...said }] : []));
}

function servedModel(
  source: WorkerSource,
  { name, processes, said }: JoinedModel,
  gpus: GpuSample,
  atMs: number,
): ServedModel {
  const [root] = processes;
  if (!root) return { name, ...said };
  const resident = readResident(source, { root, members: processes, directories: [] }, atMs);
  const { values, unknown } = writeFigures(
    {},
    {
      rss_mb: resident ? known(resident.mib) : missing('not_exposed'),
      vram_mb: gpus.worker(processes.map((it) => it.pid)).vramMb,
    },
  );
  return { name, pid: root.pid, ...values, ...said, ...unknownOrNothing(unknown) };
}
