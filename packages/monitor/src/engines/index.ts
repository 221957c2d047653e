export { createEngineReader, type EngineOptions } from './create-engine-reader.ts';
