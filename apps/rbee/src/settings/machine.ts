/** What defaults depend on. */
export interface Machine {
  /** The machine's name. */
  readonly hostname: string;
  /** Whether the log goes to a terminal. */
  readonly terminal: boolean;
}

/** The id that a hive has by default: the machine's name, with `-` for what an id cannot hold ([H1]). */
export const hiveIdOf = (hostname: string): string =>
  hostname.replace(/[^A-Za-z0-9._:@-]/g, '-').slice(0, 128) || 'hive';
