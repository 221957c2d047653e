import type { Heartbeat } from '@rbee/contract';
import { aHeartbeat, aNode, aWorker } from '@rbee/contract/builders';
import { applyChanges, type Changes, type Flat, flatten } from '@rbee/contract/plain';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameEncoder, wholeFrame } from './frames.ts';

const nothingInFlight = (): boolean => false;
const accepting = (seq: number) => ({ type: 'ack' as const, seq, accepts: ['changes' as const] });

/** Decodes frames as a queen does; gives the text of each whole frame. */
function decoder() {
  let base: Flat | undefined;
  let baseSeq: unknown;
  return (text: string): string => {
    const parsed = JSON.parse(text) as {
      type: string;
      seq: number;
      since?: number;
      changes: Changes;
      backfill?: true;
    };
    if (parsed.type === 'changes' && (!base || parsed.since !== baseSeq)) throw new Error('unknown base');
    const frame =
      parsed.type === 'changes' ? applyChanges(base as Flat, parsed.changes)?.after : flatten(parsed);
    if (!frame) throw new Error('the changes do not fit their base');
    if (!parsed.backfill) {
      base = frame;
      baseSeq = parsed.seq;
    }
    return JSON.stringify(frame.shape.value(frame.leaves));
  };
}

const heartbeats = fc.array(
  fc.record({
    workers: fc.array(
      fc.record({
        cpu: fc.double({ min: 0, max: 800, noNaN: true }),
        rss: fc.nat(),
        model: fc.option(fc.string()),
      }),
      {
        minLength: 1,
        maxLength: 3,
      },
    ),
    later: fc.nat(100_000),
    backfill: fc.boolean(),
    answer: fc.constantFrom('accepts', 'plain', 'overloaded', 'wrong_shape', 'none'),
  }),
  { maxLength: 30 },
);

test('[L5] frames decoded in order give exactly the whole heartbeats, whatever the queen answers', () => {
  fc.assert(
    fc.property(heartbeats, (steps) => {
      const encoder = new FrameEncoder();
      const decode = decoder();
      steps.forEach((step, seq) => {
        const workers = step.workers.map(({ cpu, rss, model }, index) =>
          aWorker({ instance: String(index), cpu_pct: cpu, rss_mb: rss, model }),
        );
        const timestamp = new Date(1_761_855_330_000 + step.later).toISOString();
        const present = aHeartbeat({ seq, timestamp, workers, node: aNode({ load_1: step.later / 7 }) });
        const heartbeat: Heartbeat = step.backfill ? { ...present, backfill: true } : present;
        const { text, isChanges } = encoder.encode(heartbeat);
        expect(decode(text)).toBe(wholeFrame(heartbeat));
        expect(text.length).toBeLessThanOrEqual(wholeFrame(heartbeat).length);
        if (step.answer === 'accepts') encoder.acknowledged(accepting(seq), nothingInFlight);
        if (step.answer === 'plain') encoder.acknowledged({ type: 'ack', seq }, nothingInFlight);
        if (step.answer === 'overloaded') encoder.refused(seq, { status: 503, detail: '' }, isChanges);
        if (step.answer === 'wrong_shape') encoder.refused(seq, { status: 422, detail: '' }, isChanges);
      });
    }),
  );
});

/** An encoder whose first heartbeat (`seq` 0) was acknowledged with `accepts`. */
function accepted(first: Partial<Heartbeat> = {}): FrameEncoder {
  const encoder = new FrameEncoder();
  encoder.encode(aHeartbeat({ seq: 0, ...first }));
  encoder.acknowledged(accepting(0), nothingInFlight);
  return encoder;
}

test('[L5] a heartbeat with other fields, or the same in another order, is sent whole', () => {
  const encoder = accepted();
  expect(encoder.encode(aHeartbeat({ seq: 1 })).isChanges).toBe(true);
  expect(encoder.encode(aHeartbeat({ seq: 2, node: aNode() })).isChanges).toBe(false);
  encoder.acknowledged(accepting(2), nothingInFlight);
  const { pid, ...rest } = aWorker();
  const reordered = aHeartbeat({ seq: 3, workers: [{ ...rest, pid }], node: aNode() });
  expect(encoder.encode(reordered).isChanges).toBe(false);
});

test('[L5] after a whole heartbeat changes wait for the ack that covers it', () => {
  const encoder = accepted();
  encoder.encode(aHeartbeat({ seq: 1, workers: [] }));
  encoder.acknowledged(accepting(0), (seq) => seq === 1);
  expect(encoder.encode(aHeartbeat({ seq: 2, workers: [] })).isChanges).toBe(false);
  encoder.acknowledged(accepting(2), nothingInFlight);
  expect(encoder.encode(aHeartbeat({ seq: 3, workers: [] })).isChanges).toBe(true);
});

test('[L5] a field whose name begins with a digit keeps heartbeats whole', () => {
  const workers = [aWorker({ unknown: { '7': 'timeout' } })];
  expect(accepted({ workers }).encode(aHeartbeat({ seq: 1, workers })).isChanges).toBe(false);
});

test('[L5] changes that are longer than the whole heartbeat are not sent', () => {
  const tiny = (seq: number) => ({ seq, x: 0 }) as unknown as Heartbeat;
  const encoder = new FrameEncoder();
  encoder.encode(tiny(0));
  encoder.acknowledged(accepting(0), nothingInFlight);
  expect(encoder.encode(tiny(1)).isChanges).toBe(false);
});

test('[L7] after changes that were refused with a 4xx the next heartbeat is whole', () => {
  const encoder = accepted();
  const { isChanges } = encoder.encode(aHeartbeat({ seq: 1 }));
  encoder.refused(1, { status: 422, code: 'wrong_shape', detail: 'No.' }, isChanges);
  expect(encoder.encode(aHeartbeat({ seq: 2 })).isChanges).toBe(false);
});

test('[L6] changes that an overloaded queen refused are the base of the next ones', () => {
  const encoder = accepted();
  const { isChanges } = encoder.encode(aHeartbeat({ seq: 1 }));
  encoder.refused(1, { status: 503, code: 'overloaded', detail: 'Later.' }, isChanges);
  expect(JSON.parse(encoder.encode(aHeartbeat({ seq: 2 })).text)).toMatchObject({
    type: 'changes',
    seq: 2,
    since: 1,
  });
});
