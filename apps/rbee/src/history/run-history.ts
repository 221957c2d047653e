import { resolve } from 'node:path';
import type { Writable } from 'node:stream';
import { HistoryUnavailable, pruneHistory } from '@rbee/history';
import type { CommandLine } from '../command-line/index.ts';
import type { Outcome } from '../outcome.ts';
import type { ProcessEdges } from '../process-edges.ts';
import { openFiles } from './history-files.ts';
import { runExport } from './run-export.ts';
import { runInfo } from './run-info.ts';
import { runPrune } from './run-prune.ts';
import { fileSink, streamSink } from './sink.ts';

/** A command line of `rbee history`. */
export type HistoryLine = Extract<CommandLine, { readonly kind: `history ${string}` }>;

/** What `rbee history` needs from its process. */
export interface HistoryCommandEdges extends Pick<ProcessEdges, 'print' | 'stop'> {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Standard output. */
  readonly output: Writable;
  /** True if standard output is a terminal. */
  readonly isTerminal: boolean;
}

/** Runs a command of `rbee history`. A history that cannot be used is one sentence. */
export async function runHistory(line: HistoryLine, edges: HistoryCommandEdges): Promise<Outcome> {
  try {
    return await run(line, edges);
  } catch (error) {
    if (!(error instanceof HistoryUnavailable)) throw error;
    return { code: 1, sentence: `rbee ${line.kind}: ${error.message}` };
  }
}

async function run(line: HistoryLine, edges: HistoryCommandEdges): Promise<Outcome> {
  const { output } = edges;
  const folder = resolve(line.settings.data);
  if (line.kind === 'history prune') {
    return runPrune(line.settings, { ...edges, prune: (before) => pruneHistory(folder, before) });
  }
  const files = openFiles(folder);
  try {
    if (line.kind === 'history info') return runInfo(line.settings, files, edges);
    const openSink = (path: string | undefined) => (path === undefined ? streamSink(output) : fileSink(path));
    return await runExport(line.settings, files, { ...edges, openSink });
  } finally {
    files.close();
  }
}
