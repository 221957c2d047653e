#!/usr/bin/env node
/**
 * A small real completion server, to have something to watch on a machine without an inference server: an n-gram model
 * that is trained at start on the texts in `corpus/`, with the routes of llama.cpp's server. This file handles arguments,
 * signals, the parent process and the exit.
 */
import { parseOptions } from './options.ts';
import { run } from './run.ts';

const parsed = parseOptions(process.argv.slice(2));
if (parsed.kind === 'wrong') fail(parsed.sentence);

const { options } = parsed;
const supervised = process.send !== undefined;
const stop = new Promise<void>((resolve) => {
  process.on('SIGTERM', () => resolve());
  // A terminal sends SIGINT and SIGHUP to parent and children alike. The parent decides whether its children end.
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
