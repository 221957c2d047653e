import { createCheck, HeartbeatSchema } from '@rbee/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hiveIdOf } from './tables.ts';

const check = createCheck(HeartbeatSchema.properties.hive_id);

test('[H1] the default hive id is the host name', () => {
  expect(hiveIdOf('gpu-1.example.org')).toBe('gpu-1.example.org');
  expect(hiveIdOf("Zoë's Mac")).toBe('Zo--s-Mac');
  expect(hiveIdOf('')).toBe('hive');
});

test('[H1] every host name gives an id that a heartbeat accepts', () => {
  fc.assert(fc.property(fc.string({ maxLength: 300 }), (name) => check.is(hiveIdOf(name))));
});
