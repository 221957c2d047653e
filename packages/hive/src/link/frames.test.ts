import { AckSchema, createCheck, LinkHeartbeatSchema, RefusedSchema } from '@rbee/contract';
import { aHeartbeat } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import { readFrame, wholeFrame } from './frames.ts';

test('[L1] a whole heartbeat is sent as the frame that the contract describes', () => {
  const frame = JSON.parse(wholeFrame(aHeartbeat({ seq: 7 })));
  expect(createCheck(LinkHeartbeatSchema).mismatch(frame)).toBeNull();
  expect(createCheck(LinkHeartbeatSchema).is(JSON.parse(wholeFrame(aHeartbeat())))).toBe(false);
});

test('[L1] frames that the contract allows a queen to send are read, any other is ignored', () => {
  const problem = { type: 'about:blank', title: 'T', status: 422, code: 'wrong_shape', detail: 'No.' };
  for (const [schema, frame] of [
    [AckSchema, { type: 'ack', seq: 3 }],
    [RefusedSchema, { type: 'refused', seq: 3, problem }],
    [RefusedSchema, { type: 'refused', problem }],
  ] as const) {
    expect(createCheck(schema).is(frame)).toBe(true);
    expect(readFrame(JSON.stringify(frame))).toEqual(frame);
  }
  for (const text of ['', 'null', '[]', '{"type":"later"}', '{"type":"ack"}', '{"type":"refused","seq":1}']) {
    expect(readFrame(text)).toBeUndefined();
  }
});
