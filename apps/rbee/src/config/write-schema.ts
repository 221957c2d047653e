import { fileSettings } from '../settings/index.ts';
import { configSchema } from './config-schema.ts';

// npm run schema: the schema as it is published, without what only this machine would put into it.
const schema = configSchema(fileSettings({ hostname: 'machine', terminal: false }));
process.stdout.write(`${JSON.stringify(schema, undefined, 2)}\n`);
