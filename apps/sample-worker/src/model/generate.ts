import { distributionAfter } from './distribution.ts';
import { type Pick, pick } from './pick.ts';
import { seeded } from './random.ts';
import { tokenize } from './tokens.ts';
import type { NGramModel } from './train.ts';

/** What to generate. */
export interface GenerateOptions {
  readonly prompt: string;
  readonly maxTokens: number;
  readonly temperature: number;
  readonly seed: number;
}

/** Ids of a prompt's tokens; words that the model never saw are left out. */
export const promptIds = (model: NGramModel, prompt: string): readonly number[] =>
  tokenize(prompt).flatMap((token) => model.idOf.get(token) ?? []);

/** Generates token by token; the same options give the same tokens. */
export function* generate(model: NGramModel, options: GenerateOptions): Generator<Pick> {
  const random = seeded(options.seed);
  const ids = [...promptIds(model, options.prompt)].slice(-model.order);
  for (let count = 0; count < options.maxTokens; count += 1) {
    const next = pick(distributionAfter(model, ids), options.temperature, random);
    ids.push(next.id);
    ids.splice(0, ids.length - model.order);
    yield next;
  }
}
