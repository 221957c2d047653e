import { readdirSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { expect, test } from 'vitest';

// GitHub's parser imports JSON without saying so, which only bundlers understand.
registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    return found.url.endsWith('.json') ? { ...found, importAttributes: { type: 'json' } } : found;
  },
});
const { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } = await import(
  '@actions/workflow-parser'
);

const folder = new URL('../.github/workflows/', import.meta.url);
const files = readdirSync(folder);
const textOf = (name: string): string => readFileSync(new URL(name, folder), 'utf8');

test.each(files)('GitHub understands the workflow %s', async (name) => {
  const { context, value } = parseWorkflow({ name, content: textOf(name) }, new NoOperationTraceWriter());
  expect(context.errors.getErrors().map(({ message }) => message)).toEqual([]);
  if (!value) throw new Error('The workflow is empty.');
  const { errors, jobs } = await convertWorkflowTemplate(context, value);
  expect(errors ?? []).toEqual([]);
  expect(jobs.length).toBeGreaterThan(0);
});

test.each(files)(
  'the scripts that the workflow %s runs exist, and it may do no more than its steps need',
  (name) => {
    const text = textOf(name);
    const { scripts } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const run = [...text.matchAll(/npm run (?:-s )?([\w:]+)/g)].map(([, script]) => script ?? '');
    expect(run.filter((script) => !(script in scripts))).toEqual([]);
    expect(text).toContain('\npermissions: { contents: read }\n');
  },
);
