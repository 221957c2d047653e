import type { Slots } from '../slots/index.ts';
import type { Counters } from './counters.ts';

type Kind = 'counter' | 'gauge';
type Series = readonly [name: string, kind: Kind, help: string, value: number];

/** The counters as Prometheus text, under the names that llama.cpp's server uses. */
export function metricsText(counters: Counters, slots: Slots): string {
  const series: readonly Series[] = [
    ['prompt_tokens_total', 'counter', 'Prompt tokens processed.', counters.promptTokens],
    ['prompt_seconds_total', 'counter', 'Seconds spent on prompts.', counters.promptSeconds],
    ['tokens_predicted_total', 'counter', 'Tokens generated.', counters.predictedTokens],
    ['tokens_predicted_seconds_total', 'counter', 'Seconds spent generating.', counters.predictedSeconds],
    ['n_decode_total', 'counter', 'Decode steps.', counters.decodes],
    ['n_tokens_max', 'counter', 'Longest sequence, tokens.', counters.longest],
    [
      'n_busy_slots_per_decode',
      'counter',
      'Busy slots per decode step.',
      per(counters.busySlots, counters.decodes),
    ],
    [
      'prompt_tokens_seconds',
      'gauge',
      'Average prompt tokens/s.',
      per(counters.promptTokens, counters.promptSeconds),
    ],
    [
      'predicted_tokens_seconds',
      'gauge',
      'Average generated tokens/s.',
      per(counters.predictedTokens, counters.predictedSeconds),
    ],
    ['requests_processing', 'gauge', 'Requests in work.', slots.busy],
    ['requests_deferred', 'gauge', 'Requests in line.', slots.waiting],
  ];
  return series.map(lines).join('');
}

const per = (amount: number, by: number): number => (by === 0 ? 0 : amount / by);

const lines = ([name, kind, help, value]: Series): string =>
  `# HELP llamacpp:${name} ${help}\n# TYPE llamacpp:${name} ${kind}\nllamacpp:${name} ${value}\n`;
