/** Bytes of a file of the history that are not what was written: damaged, or of a later version. The message says which. */
export class DamagedBlock extends Error {
  override readonly name = 'DamagedBlock';
}
