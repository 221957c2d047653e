export { instanceNames } from './instance-names.ts';
export { type ModelSource, modelSource, NO_MODEL, REFUSED_MODEL } from './model-name.ts';
export { createNamer, type NamedWorker } from './namer.ts';
