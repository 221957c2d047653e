export { createForkedMemory, type ForkedMemory, type Resident } from './forked-memory.ts';
export { ENGINE_GROUP, type Identity } from './identify.ts';
export { byAge, type Process, type Processes } from './process.ts';
export { parseProcessStat } from './process-stat.ts';
export { type ProcessTable, ProcessTableReader } from './process-table.ts';
export {
  type AuxiliaryVector,
  parseArguments,
  parseAuxiliaryVector,
  parseNamespacePids,
  parseProcessIo,
  parseResidentPages,
  pickEnvironment,
} from './process-texts.ts';
export { createRecogniser, type Patterns, type Watch } from './recognise.ts';
export { createRecognition } from './recognition.ts';
export { readVisibility, type Visibility } from './visibility.ts';
