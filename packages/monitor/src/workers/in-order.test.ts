import { aWorker } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import { inOrder } from './worker-stats.ts';

test('workers are listed by group and instance', () => {
  const workers = ['b/1', 'a/2', 'a/10'].map((id) => {
    const [group = '', instance = ''] = id.split('/');
    return aWorker({ group, instance });
  });
  expect(inOrder(workers).map((it) => `${it.group}/${it.instance}`)).toEqual(['a/10', 'a/2', 'b/1']);
});

test('[H1] no more workers are listed than a heartbeat can carry', () => {
  const workers = Array.from({ length: 600 }, (_, at) => aWorker({ instance: `${at}` }));
  expect(inOrder(workers)).toHaveLength(512);
});
