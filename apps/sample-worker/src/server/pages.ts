import { type NGramModel, parameterCount } from '../model/index.ts';

/** What a sample worker says of itself. */
export interface About {
  /** Name of the model. */
  readonly name: string;
  readonly model: NGramModel;
  readonly version: string;
  readonly slots: number;
  /** When it was trained, seconds since 1970. */
  readonly created: number;
  /** Bytes of the text that it was trained on. */
  readonly corpusBytes: number;
}

/** `GET /props`, in the form of llama.cpp's server. */
export const propsPage = ({ name, model, version, slots }: About) => ({
  default_generation_settings: { n_ctx: model.order, params: { temperature: 0.8, n_predict: 128 } },
  total_slots: slots,
  model_alias: name,
  model_path: `n-gram/${name}`,
  modalities: { vision: false, audio: false },
  build_info: `sample-worker-${version}`,
  is_sleeping: false,
});

/** `GET /v1/models`, in the form of llama.cpp's server. */
export const modelsPage = ({ name, model, created, corpusBytes }: About) => ({
  object: 'list',
  data: [
    {
      id: name,
      object: 'model',
      created,
      owned_by: 'llamacpp',
      meta: {
        n_vocab: model.vocabulary.length,
        n_ctx_train: model.order,
        n_params: parameterCount(model),
        size: corpusBytes,
      },
    },
  ],
});
