import type { Completion } from './complete.ts';

/** What a route answers. */
export interface Answer {
  readonly status: number;
  readonly type: 'application/json' | 'text/plain; version=0.0.4';
  readonly body: string;
  readonly allow?: string;
}

/** 200 with a JSON body. */
export const json = (value: unknown): Answer => ({
  status: 200,
  type: 'application/json',
  body: JSON.stringify(value),
});

const ERROR_TYPES: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  404: 'not_found_error',
  503: 'unavailable_error',
};

/** An error in the form of llama.cpp's server. */
export const failure = (status: number, message: string): Answer => ({
  status,
  type: 'application/json',
  body: JSON.stringify({
    error: { code: status, message, type: ERROR_TYPES[status] ?? 'invalid_request_error' },
  }),
});

/** The answer of `POST /completion`, in the form of llama.cpp's server. */
export const completionPage = (completion: Completion, model: string, slot: number) => ({
  content: completion.content,
  id_slot: slot,
  stop: true,
  stop_type: 'limit',
  model,
  tokens_evaluated: completion.promptTokens,
  tokens_predicted: completion.predictedTokens,
  timings: {
    prompt_n: completion.promptTokens,
    prompt_ms: completion.promptMs,
    predicted_n: completion.predictedTokens,
    predicted_ms: completion.predictedMs,
    predicted_per_second: (completion.predictedTokens / completion.predictedMs) * 1_000,
  },
});

/** The answer of `POST /v1/completions`, in OpenAI's form. */
export const openAiPage = (completion: Completion, model: string, id: string, created: number) => ({
  id: `cmpl-${id}`,
  object: 'text_completion',
  created,
  model,
  choices: [{ index: 0, text: completion.content, logprobs: null, finish_reason: 'length' }],
  usage: {
    prompt_tokens: completion.promptTokens,
    completion_tokens: completion.predictedTokens,
    total_tokens: completion.promptTokens + completion.predictedTokens,
  },
});
