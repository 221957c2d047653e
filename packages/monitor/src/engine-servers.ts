import { type EngineReader, type EngineReport, NO_REPORT } from './engine-reader.ts';
import type { Figure } from './figure.ts';
import { type Files, parsed } from './files/index.ts';
import type { WorkerGpuFigures } from './gpu/index.ts';
import { EndpointFinder, type SocketTable } from './naming/index.ts';
import { effectiveUserId } from './processes/index.ts';
import type { NamedWorker, WorkerFigures } from './workers/index.ts';

/** Gives the reader of engines what a sample tells of each server: where it listens, and how busy its processes are. */
export class EngineServers {
  readonly #files: Files;
  readonly #procRoot: string;
  readonly #reader: EngineReader;
  readonly #endpoints: EndpointFinder;

  /** `sockets` can be shared with others, so that each network namespace is read once in a sample. */
  constructor(files: Files, procRoot: string, sysRoot: string, sockets: SocketTable, reader: EngineReader) {
    this.#files = files;
    this.#procRoot = procRoot;
    this.#reader = reader;
    this.#endpoints = new EndpointFinder(files, procRoot, sysRoot, sockets);
  }

  /** The latest report of a worker's engine. */
  report(
    { worker, instance }: NamedWorker,
    figures: WorkerFigures,
    gpu: WorkerGpuFigures,
    atMs: number,
  ): EngineReport {
    const { told } = worker;
    const engine = told?.engine?.name;
    if (engine === undefined || told?.isHeadless || !this.#reader.knows(engine)) return NO_REPORT;
    const { root, group } = worker;
    return this.#reader.read({
      key: root.key,
      group,
      instance,
      engine,
      ...this.#endpoints.find(worker, instance, atMs),
      userId: () => parsed(this.#files.text(`${this.#procRoot}/${root.pid}/status`), effectiveUserId),
      uptimeS: knownOrNull(figures.uptimeS),
      cpuPct: knownOrNull(figures.cpuPct),
      gpuPct: gpu.gpus.length > 0 ? knownOrNull(gpu.utilPct) : null,
    });
  }

  endSample(): void {
    this.#endpoints.endSample();
    this.#reader.endSample();
  }

  close(): void {
    this.#reader.close();
  }
}

const knownOrNull = (figure: Figure): number | null => (figure.ok ? figure.value : null);
