import {
  isLoopback,
  type QueenSettings,
  type RunSettings,
  type SimulateSettings,
  type UpSettings,
} from '../settings/index.ts';
import type { CommandLine } from './command-line.ts';

/** An error sentence, prefixed with the command. */
export const wrong = (sentence: string, command?: string): CommandLine => ({
  kind: 'wrong',
  sentence: `${command ? `rbee ${command}` : 'rbee'}: ${sentence}`,
});

/** Refuses a queen that is reachable from the network, unless the flag allows it. */
export function refusedQueen({ host, insecure }: QueenSettings | UpSettings): CommandLine | undefined {
  if (insecure || isLoopback(host)) return undefined;
  return wrong(
    `a queen on ${host} is reachable from the network and has no authentication; add --insecure-no-access-control to allow it.`,
  );
}

/** The command of `rbee run`: the arguments after `--`. */
export function runLine(settings: RunSettings, tail: readonly string[] | undefined): CommandLine {
  const [program, ...args] = tail ?? [];
  if (!settings.group) return wrong('name the group of the worker with --group <name>.', 'run');
  if (!settings.instance) return wrong('name the instance with --instance <name>.', 'run');
  if (!program)
    return wrong('give the command after --, as in rbee run ... -- llama-server --port 8080.', 'run');
  return { kind: 'run', settings, command: [program, ...args] };
}

/** Checks `rbee simulate`: it may load a queen on another computer only if a flag allows it. */
export function simulateLine(settings: SimulateSettings): CommandLine {
  const { queenUrl, yesLoadThisQueen, link, post } = settings;
  const host = new URL(queenUrl).hostname.replace(/^\[|\]$/g, '');
  if (link && post) return wrong('choose one of --link and --post.', 'simulate');
  if (yesLoadThisQueen || isLoopback(host)) return { kind: 'simulate', settings };
  return wrong(
    `the queen at ${host} is not on this computer, and a simulation puts load on it and adds simulated hives to its page; add --yes-load-this-queen to allow it.`,
    'simulate',
  );
}
