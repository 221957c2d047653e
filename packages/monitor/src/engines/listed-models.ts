import type { EngineModel } from '../engine-reader.ts';
import { type Json, listIn, numberIn, textIn } from './json-fields.ts';

/**
 * The models of a list in OpenAI's form (`{"data": [{"id": ...}]}`), all in the same state. `context` is the field with
 * the longest context, if the engine has one.
 */
export const listedModels = (
  json: Json,
  state: EngineModel['state'],
  context?: string,
): readonly EngineModel[] =>
  listIn(json, 'data').flatMap((it) => {
    const name = textIn(it, 'id');
    if (name === undefined) return [];
    return [{ name, state, context_length: context === undefined ? undefined : numberIn(it, context) }];
  });
