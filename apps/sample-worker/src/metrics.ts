import type { Slots } from './slots.ts';

/** Counters of a sample worker at its start. */
export const zeroCounters = () => ({
  promptTokens: 0,
  promptSeconds: 0,
  predictedTokens: 0,
  predictedSeconds: 0,
  /** Computed tokens. */
  decodes: 0,
  /** Sum of the busy slots at each computed token. */
  busySlots: 0,
  /** Longest prompt with its completion, in tokens. */
  longest: 0,
});

/** What a sample worker counts. */
export type Counters = ReturnType<typeof zeroCounters>;

/** The counters as Prometheus text, with the names that the server of llama.cpp uses. */
export function metricsText(it: Counters, slots: Slots): string {
  const perSecond = (tokens: number, seconds: number): number => (seconds === 0 ? 0 : tokens / seconds);
  const busySlots = it.decodes === 0 ? 0 : it.busySlots / it.decodes;
  const promptRate = perSecond(it.promptTokens, it.promptSeconds);
  const predictedRate = perSecond(it.predictedTokens, it.predictedSeconds);
  return [
    series('prompt_tokens_total', 'counter', 'Prompt tokens processed.', it.promptTokens),
    series('prompt_seconds_total', 'counter', 'Seconds spent on prompts.', it.promptSeconds),
    series('tokens_predicted_total', 'counter', 'Tokens generated.', it.predictedTokens),
    series('tokens_predicted_seconds_total', 'counter', 'Seconds spent generating.', it.predictedSeconds),
    series('n_decode_total', 'counter', 'Decode steps.', it.decodes),
    series('n_tokens_max', 'counter', 'Longest sequence, tokens.', it.longest),
    series('n_busy_slots_per_decode', 'counter', 'Busy slots per decode step.', busySlots),
    series('prompt_tokens_seconds', 'gauge', 'Average prompt tokens/s.', promptRate),
    series('predicted_tokens_seconds', 'gauge', 'Average generated tokens/s.', predictedRate),
    series('requests_processing', 'gauge', 'Requests being processed.', slots.busy),
    series('requests_deferred', 'gauge', 'Requests waiting.', slots.waiting),
  ].join('');
}

const series = (name: string, kind: 'counter' | 'gauge', help: string, value: number): string =>
  `# HELP llamacpp:${name} ${help}\n# TYPE llamacpp:${name} ${kind}\nllamacpp:${name} ${value}\n`;
