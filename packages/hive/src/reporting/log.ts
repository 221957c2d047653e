/** Where a hive says what happens to it: one sentence a line. A pino logger is one. */
export interface HiveLog {
  info(message: string): void;
  warn(message: string): void;
}

/** Of failures in a row only the first and every tenth are worth a line. */
export const worthALine = (failures: number): boolean => failures === 1 || failures % 10 === 0;
