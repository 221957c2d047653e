import type { ServedModel } from '@rbee/contract';
import { known, missing, unknownOrNothing, writeFigures } from '../figure.ts';
import type { GpuSample } from '../gpu/index.ts';
import type { NamedModel, NamedWorker } from './worker.ts';
import { readResident, type WorkerSource } from './worker-figures.ts';

/** The models of a worker that serves several, with what the processes of each hold ([W5]); else none. */
export function modelStats(
  source: WorkerSource,
  { models, unknown }: NamedWorker,
  gpus: GpuSample,
  atMs: number,
): readonly ServedModel[] {
  const servesSeveral = models.length > 1 || (models.length === 1 && unknown['models'] !== undefined);
  return servesSeveral ? models.map((it) => servedModel(source, it, gpus, atMs)) : [];
}

function servedModel(
  source: WorkerSource,
  { name, processes }: NamedModel,
  gpus: GpuSample,
  atMs: number,
): ServedModel {
  const [root] = processes;
  if (!root) return { name };
  const resident = readResident(source, { root, members: processes, directories: [] }, atMs);
  const { values, unknown } = writeFigures(
    {},
    {
      rss_mb: resident ? known(resident.mib) : missing('not_exposed'),
      vram_mb: gpus.worker(processes.map((it) => it.pid)).vramMb,
    },
  );
  return { name, pid: root.pid, ...values, ...unknownOrNothing(unknown) };
}
