/** What defaults depend on. */
export interface Machine {
  /** The machine's name. */
  readonly hostname: string;
  /** Whether the log goes to a terminal. */
  readonly terminal: boolean;
}

/** Default hive id: the host name, with `-` for characters that an id may not contain ([H1]). */
export const hiveIdOf = (hostname: string): string =>
  hostname.replace(/[^A-Za-z0-9._:@-]/g, '-').slice(0, 128) || 'hive';
