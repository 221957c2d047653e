#!/usr/bin/env node
/**
 * A small real completion server, to have something to watch on a machine where no inference server runs: an
 * n-gram model trained at start on the texts in `corpus/`, behind the routes of llama.cpp's server. This file
 * is its edge: arguments, signals, the parent process, and the exit.
 */
import { parseOptions } from './options/index.ts';
import { run } from './run.ts';

const parsed = parseOptions(process.argv.slice(2));
if (parsed.kind === 'wrong') fail(parsed.sentence);

const { options } = parsed;
const supervised = process.send !== undefined;
const stop = new Promise<void>((resolve) => {
  process.on('SIGTERM', () => resolve());
  // A terminal's Ctrl-C and its end reach parent and children alike: the parent decides, and its end is the end here.
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => supervised || resolve());
  process.on('disconnect', () => resolve());
  if (supervised && !process.connected) resolve();
});

const running = await run(options).catch((error: NodeJS.ErrnoException) => {
  const why = error.code === 'EADDRINUSE' ? 'is in use by another program' : `cannot be used (${error.code})`;
  return fail(`sample-worker: port ${options.port} of ${options.host} ${why}; choose another with --port.`);
});
if (process.connected) process.send?.({ type: 'ready', port: running.port });
if (!supervised) process.stdout.write(`${options.model} answers at http://${options.host}:${running.port}\n`);
await stop;
await running.stop();
process.exit(0);

function fail(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(2);
}
