import Type from 'typebox';
import { asSentence, fileSettings, type Setting } from './settings/index.ts';

/** Descriptions of the sections. */
const SECTIONS = {
  queen: 'Settings of the queen, for `rbee queen` and `rbee up`.',
  hive: 'Settings of the hive, for `rbee hive`, `rbee up` and `rbee doctor`.',
  up: 'Settings of `rbee up` only.',
} as const;

/** The JSON schema (draft 2020-12) of a config file, published as `docs/rbee.config.schema.json`. */
export function configSchema(settings: ReadonlyMap<string, Setting<unknown>>): Type.TObject {
  const within = (section: string): Record<string, Type.TSchema> =>
    Object.fromEntries(
      [...settings]
        .filter(([key]) => key.slice(0, Math.max(0, key.lastIndexOf('.'))) === section)
        .map(([key, setting]) => [key.slice(key.lastIndexOf('.') + 1), Type.Optional(schemaOf(setting))]),
    );
  const sections = Object.entries(SECTIONS).map(([name, description]) => [
    name,
    Type.Optional(Type.Object(within(name), { description, additionalProperties: false })),
  ]);
  const properties = {
    $schema: Type.Optional(Type.String({ description: 'Address of this schema, for editors.' })),
    ...within(''),
    ...Object.fromEntries(sections),
  };
  return Type.Object(properties, {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'rbee.config.json',
    description: 'Settings of rbee. Flags and environment variables override them.',
    additionalProperties: false,
  });
}

function schemaOf(setting: Setting<unknown>): Type.TSchema {
  const { fileType, facets } = setting;
  const description = `${meaningOf(setting)} ${namesOf(setting)}`;
  switch (fileType) {
    case 'boolean':
      return Type.Boolean({ description });
    case 'integer':
      return Type.Integer({ description, ...facets });
    case 'strings':
      return Type.Array(Type.String({ ...facets }), { description });
    case 'string':
      return Type.String({ description, ...facets });
    case 'objects':
      return Type.Array(objectOf(setting), { description });
  }
}

function objectOf({ members = {}, required = [] }: Setting<unknown>): Type.TSchema {
  const properties = Object.entries(members).map(([name, { about: description, facets, isMap }]) => {
    const schema = isMap
      ? Type.Record(Type.String(), Type.String(), { description })
      : Type.String({ description, ...facets });
    return [name, required.includes(name) ? schema : Type.Optional(schema)];
  });
  return Type.Object(Object.fromEntries(properties), { additionalProperties: false });
}

const meaningOf = ({ about, fileAbout, shown }: Setting<unknown>): string =>
  fileAbout ?? asSentence(`${about}${shown ? `; default: ${shown}` : ''}`);

const namesOf = ({ flag, variable }: Setting<unknown>): string =>
  `(${[flag.split(' ')[0], variable].filter(Boolean).join(', ')})`;

// `npm run schema` runs this file. The machine is made up, so that the schema is the same on every machine.
if (import.meta.main) {
  const schema = configSchema(fileSettings({ hostname: 'machine', terminal: false, dataFolder: '' }));
  process.stdout.write(`${JSON.stringify(schema, undefined, 2)}\n`);
}
