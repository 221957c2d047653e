/** The value of a text, or a description of valid values that follows "must be". */
export type Reading<T> =
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'wrong'; readonly expected: string };

/** Parses one text; `facets` are the JSON Schema keywords for valid texts. */
export type Reader<T> = ((text: string) => Reading<T>) & {
  readonly facets?: Facets;
  /** It parses addresses, which can contain secrets: errors show scheme and host only. */
  readonly readsAddress?: true;
};

/** Keywords of JSON Schema that narrow a type. */
export interface Facets {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
}

/** How the config file writes a setting. */
export type FileType = 'string' | 'integer' | 'boolean' | 'strings';

/** One thing that can be set: by its flag, its variable of the environment, the config file, or its default. */
export interface Setting<T> {
  /** As in `--port <number>`. */
  readonly flag: string;
  /** Name of the variable; without one only the flag sets it. */
  readonly variable?: string;
  /** Its place in the config file, as in `queen.port`; without one the file does not set it. */
  readonly key?: string;
  readonly fileType: FileType;
  readonly facets?: Facets | undefined;
  readonly readsAddress?: true | undefined;
  readonly about: string;
  /** Description for the config file, where it differs from `about`. */
  readonly fileAbout?: string;
  /** Default value; `shown` is how help prints it. */
  readonly byDefault: T;
  readonly shown?: string;
  /** The flag is repeatable; separator of the items in the variable. */
  readonly separator?: ',' | '\n';
  /** Parses the texts; an invalid text is returned with a description of valid ones. */
  readonly read: (texts: readonly string[]) => Reading<T> & { readonly text?: string };
}

/** Settings by the names that the program knows them by. */
export type Settings = Readonly<Record<string, Setting<unknown>>>;

/** The values of some settings. */
export type ValuesOf<S extends Settings> = {
  readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : never;
};

type Described<T> = Pick<Setting<T>, 'flag' | 'variable' | 'key' | 'about' | 'fileAbout' | 'shown'>;

/** A setting with one value; given twice, the last one counts. */
export const single = <T>(reader: Reader<T>, byDefault: T, described: Described<T>): Setting<T> => ({
  shown: String(byDefault),
  ...unsaid(reader, described),
  byDefault,
});

/** A setting with one value; undefined if it is not set, for users with a default of their own. */
export const unsaid = <T>(
  reader: Reader<T>,
  described: Described<T | undefined>,
): Setting<T | undefined> & Pick<Setting<T>, 'read'> => ({
  ...described,
  fileType: typeof reader.facets?.minimum === 'number' ? 'integer' : 'string',
  facets: reader.facets,
  readsAddress: reader.readsAddress,
  byDefault: undefined,
  read: (texts) => readLast(reader, texts),
});

/** A setting with any number of values. */
export const several = <T>(reader: Reader<T>, described: Described<T>): Setting<readonly T[]> => ({
  ...unsaidSeveral(reader, described),
  separator: ',',
  byDefault: [],
});

/** A setting with any number of values, one per line in its variable; undefined if it is not set. */
export const unsaidSeveral = <T>(
  reader: Reader<T>,
  described: Described<T>,
): Setting<readonly T[] | undefined> & Pick<Setting<readonly T[]>, 'read'> => ({
  ...described,
  fileType: 'strings',
  facets: reader.facets,
  readsAddress: reader.readsAddress,
  byDefault: undefined,
  separator: '\n',
  read: (texts) => readAll(reader, texts),
});

/** A setting that is on or off; its flag takes no value and inverts the default. */
export const turnable = (byDefault: boolean, described: Described<boolean>): Setting<boolean> => ({
  ...described,
  fileType: 'boolean',
  byDefault,
  read: ([text]) => ({ kind: 'value', value: text === undefined ? !byDefault : text === 'true' }),
});

function readLast<T>(reader: Reader<T>, texts: readonly string[]): Reading<T> & { readonly text?: string } {
  const text = texts.at(-1) ?? '';
  return { ...reader(text), text };
}

function readAll<T>(
  reader: Reader<T>,
  texts: readonly string[],
): Reading<readonly T[]> & { readonly text?: string } {
  const values: T[] = [];
  for (const text of texts) {
    const reading = reader(text);
    if (reading.kind === 'wrong') return { ...reading, text };
    values.push(reading.value);
  }
  return { kind: 'value', value: values };
}
