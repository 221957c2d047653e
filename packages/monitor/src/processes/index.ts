export { ENGINE_GROUP, type Identity } from './identify.ts';
export { type ModelSource, NO_MODEL } from './model-name.ts';
export { byAge, type Process, type Processes } from './process.ts';
export { type ProcessTable, ProcessTableReader } from './process-table.ts';
export {
  type AuxiliaryVector,
  parseArguments,
  parseAuxiliaryVector,
  parseNamespacePids,
  parseProcessIo,
  parseProcessStat,
  parseResidentPages,
  pickEnvironment,
} from './process-texts.ts';
export { createRecogniser, type Patterns, Recognition, type Watch } from './recognition.ts';
export { readVisibility, type Visibility } from './visibility.ts';
