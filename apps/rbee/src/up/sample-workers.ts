import type { Clock } from '@rbee/hive';
import { startTraffic } from '../samples/index.ts';
import type { Child, StartChild } from './child.ts';
import { freePort } from './free-port.ts';
import { keepRunning } from './keep-running.ts';

/** The sample workers: two models that differ in how far they look back. */
const MODELS = [
  { model: 'bee-bigram', order: 2 },
  { model: 'bee-fourgram', order: 4 },
] as const;

/** Names of the sample workers' models. */
export const SAMPLE_MODELS: readonly string[] = MODELS.map(({ model }) => model);

export interface SampleOptions {
  /** Path of the sample worker's program. */
  readonly program: string;
  readonly startChild: StartChild;
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly random: () => number;
  readonly say: (sentence: string) => void;
  readonly stop: AbortSignal;
  readonly force: AbortSignal;
}

/** Keeps the sample workers running, each with a little traffic. Resolves when they are gone after `stop`. */
export async function runSamples(options: SampleOptions): Promise<void> {
  const { clock, random, fetch, say, stop, force } = options;
  await Promise.all(
    MODELS.map(({ model, order }) =>
      keepRunning({
        name: `The sample worker ${model}`,
        start: starter(options, model, order),
        onReady: (port) => (port === undefined ? () => {} : startTraffic({ port, clock, random, fetch })),
        ...{ say, clock, stop, force },
      }),
    ),
  );
}

/** Starts on the port that it had before where it can: the port is the worker's name on the wire ([W1]). */
function starter({ program, startChild }: SampleOptions, model: string, order: number): () => Promise<Child> {
  let port = 0;
  return async () => {
    port = await freePort(port);
    return startChild(program, ['--port', String(port), '--model', model, '--order', String(order)]);
  };
}
