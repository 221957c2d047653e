/** How the text of a setting is read, wherever it was given. */
export interface Reader<T> {
  /** The value of a text; undefined if the text is invalid. */
  readonly parse: (text: string) => T | undefined;
  /** The valid texts, in words that follow "must be". */
  readonly expected: string | ((text: string) => string);
  /** Keywords for the published schema of the config file. */
  readonly facets?: Facets;
  /** The text is an address, which can contain secrets: errors show only its scheme and host. */
  readonly isAddress?: true;
  /** The text has a secret: errors show nothing of it. */
  readonly isSecret?: true;
}

/** Keywords of JSON Schema that narrow a type. */
export interface Facets {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
}

/** The value of some texts, or the text that is invalid. */
export type Reading<T> =
  | { readonly kind: 'value'; readonly value: T }
  | {
      readonly kind: 'wrong';
      readonly text: string;
      readonly expected: string;
      /** What is wrong, to follow the name of the setting; instead of the others, if the value has parts. */
      readonly complaint?: string;
    };

/** One setting. A flag overrides the environment variable, which overrides the config file, which overrides the default. */
export interface Setting<T> {
  /** For example `--port <number>`. */
  readonly flag: string;
  readonly variable?: string;
  /** Key in the config file, for example `queen.port`; a setting without one cannot be in the file. */
  readonly key?: string;
  /** Type of the value in the config file. */
  readonly fileType: 'string' | 'integer' | 'boolean' | 'strings' | 'objects';
  /** Of a list of objects: what each can have. */
  readonly members?: Readonly<Record<string, ObjectMember>>;
  readonly required?: readonly string[];
  readonly facets?: Facets | undefined;
  readonly isAddress?: true | undefined;
  readonly isSecret?: true | undefined;
  /** Description in the help text. */
  readonly about: string;
  /** Description in the schema of the config file, where it differs. */
  readonly fileAbout?: string;
  readonly byDefault: T;
  /** The default as the help text shows it. */
  readonly shown?: string;
  /** Separates the items of a list in the environment variable. */
  readonly separator?: ',' | '\n';
  readonly read: (texts: readonly string[]) => Reading<T>;
}

/** What a setting is about, for a text that has sentences. */
export const asSentence = (about: string): string => `${about.charAt(0).toUpperCase()}${about.slice(1)}.`;

/** A member of an object in the config file: a text, or texts by their names. */
export interface ObjectMember {
  readonly about: string;
  readonly facets: Facets | undefined;
  readonly isMap: boolean;
}

/** The settings of a command, by the names of their values. */
export type Settings = Readonly<Record<string, Setting<unknown>>>;

/** The values of a table of settings. */
export type ValuesOf<S extends Settings> = {
  readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : never;
};

type Described<T> = Pick<Setting<T>, 'flag' | 'variable' | 'key' | 'about' | 'fileAbout' | 'shown'>;

/** A setting with one value; if it is given several times, the last one applies. */
export const single = <T>(reader: Reader<T>, byDefault: T, described: Described<T>): Setting<T> => ({
  shown: String(byDefault),
  ...described,
  ...lastOf(reader),
  byDefault,
});

/** A setting with one value and no default. */
export const optional = <T>(reader: Reader<T>, described: Described<T>): Setting<T | undefined> => ({
  ...described,
  ...lastOf(reader),
  byDefault: undefined,
});

/** A repeatable setting, empty by default. */
export const list = <T>(reader: Reader<T>, described: Described<T>): Setting<readonly T[]> => ({
  ...described,
  ...allOf(reader),
  separator: ',',
  byDefault: [],
});

/** A repeatable setting without a default. Its items can contain commas, so the variable has one per line. */
export const optionalList = <T>(
  reader: Reader<T>,
  described: Described<T>,
): Setting<readonly T[] | undefined> => ({
  ...described,
  ...allOf(reader),
  separator: '\n',
  byDefault: undefined,
});

/** A setting that is on or off; its flag takes no value and inverts the default, its variable is `true` or `false`. */
export const toggle = (byDefault: boolean, described: Described<boolean>): Setting<boolean> => ({
  ...described,
  fileType: 'boolean',
  byDefault,
  read: ([text]) => {
    if (text === undefined) return { kind: 'value', value: !byDefault };
    const isWord = text === 'true' || text === 'false';
    return isWord
      ? { kind: 'value', value: text === 'true' }
      : { kind: 'wrong', text, expected: 'true or false' };
  },
});

const lastOf = <T>(reader: Reader<T>) => ({
  fileType: reader.facets?.minimum === undefined ? ('string' as const) : ('integer' as const),
  facets: reader.facets,
  isAddress: reader.isAddress,
  isSecret: reader.isSecret,
  read: (texts: readonly string[]): Reading<T> => readOne(reader, texts.at(-1) ?? ''),
});

const allOf = <T>(reader: Reader<T>) => ({
  fileType: 'strings' as const,
  facets: reader.facets,
  isAddress: reader.isAddress,
  read: (texts: readonly string[]): Reading<readonly T[]> => {
    const values: T[] = [];
    for (const text of texts) {
      const reading = readOne(reader, text);
      if (reading.kind === 'wrong') return reading;
      values.push(reading.value);
    }
    return { kind: 'value', value: values };
  },
});

function readOne<T>({ parse, expected }: Reader<T>, text: string): Reading<T> {
  const value = parse(text);
  if (value !== undefined) return { kind: 'value', value };
  return { kind: 'wrong', text, expected: typeof expected === 'string' ? expected : expected(text) };
}
