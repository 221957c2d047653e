export { optionValue } from './command-line.ts';
export { ENGINE_NAMES } from './engines.ts';
export { ENGINE_GROUP, type Identity } from './identify.ts';
export { linearPattern } from './linear-pattern.ts';
export { type ModelGap, type ModelSource, modelName, NO_MODEL, servedNames } from './model-name.ts';
export { byAge, type Process, type Processes } from './process.ts';
export { type ProcessTable, ProcessTableReader } from './process-table.ts';
export {
  effectiveUserId,
  type KernelUnits,
  knowsStack,
  MAX_COMMAND_LINE_BYTES,
  MAX_ENVIRONMENT_BYTES,
  parseArguments,
  parseAuxiliaryVector,
  parseNamespacePids,
  parseProcessIo,
  parseProcessPages,
  parseProcessStat,
  pickEnvironment,
  type StorageBytes,
} from './process-texts.ts';
export { programLabel } from './program-label.ts';
export { createRecogniser, createRecognition, type Patterns, threadOf, type Watch } from './recognition.ts';
export { type OpenSocket, openSockets, socketInode, socketInodes } from './socket-inodes.ts';
export { readVisibility, type Visibility } from './visibility.ts';
