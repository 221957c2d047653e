import fc from 'fast-check';
import { expect, test } from 'vitest';
import { workerId } from './identity.ts';

test('[S3] a worker id is <hive_id>/<group>/<instance>', () => {
  expect(workerId('hive-gpu-1', { group: 'llm', instance: '8080' })).toBe('hive-gpu-1/llm/8080');
});

test('[S3] two workers of a hive never have the same id', () => {
  const name = fc.string({ unit: fc.constantFrom('a', '/', '%', '2', 'F') });
  const worker = fc.record({ group: name, instance: name });
  fc.assert(
    fc.property(worker, worker, (a, b) => {
      const same = a.group === b.group && a.instance === b.instance;
      expect(workerId('h', a) === workerId('h', b)).toBe(same);
    }),
  );
});
