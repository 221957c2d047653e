/** Where a model is said. */
export type ModelSource =
  /** It has this name. */
  | { readonly is: 'named'; readonly name: string }
  /** It is in this file of an Ollama store, whose manifests know its name. */
  | { readonly is: 'blob'; readonly path: string }
  /** It is not said where that may be read. */
  | { readonly is: 'unknown'; readonly reason: 'not_exposed' | 'permission' };

/** A model that is not said anywhere. */
export const NO_MODEL: ModelSource = { is: 'unknown', reason: 'not_exposed' };

/** A model that may be said in an environment that may not be read ([W2]). */
export const REFUSED_MODEL: ModelSource = { is: 'unknown', reason: 'permission' };
