import { createCheck, HistoryEventSchema } from '@rbee/contract';
import Type from 'typebox';
import type { Layout, Second } from '../second.ts';
import type { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { readCells, writeCells } from './cell-codes.ts';
import { DamagedBlock } from './damaged-block.ts';
import { directoryOfPlain, PlainDirectorySchema, plainDirectory } from './directory.ts';
import { scalesOf } from './field-table.ts';
import { begin, KIND, sealBriefly, unseal } from './sealed.ts';

const count = Type.Integer({ minimum: 0 });
const check = createCheck(
  Type.Object({
    at: Type.Number(),
    layouts: Type.Array(
      Type.Object({ id: count, interval_ms: Type.Number({ minimum: 0 }), of: PlainDirectorySchema }),
    ),
    ended: Type.Array(count),
    events: Type.Array(HistoryEventSchema),
  }),
);

const out = new ByteWriter();

/**
 * A second of the fleet as bytes, for a log: two bytes a value. To compress them would take longer than to make them, and a log is
 * removed after some minutes. Values are rounded as in blocks. `layouts` has the layouts in force, those of the second included; a
 * sample of another layout, and what follows it, is left out, because nobody knows where it ends. The bytes are valid until the next
 * call: those of a large fleet are 200 KB each second.
 */
export function encodeSecond(second: Second, layouts: ReadonlyMap<number, Layout>): Uint8Array {
  const { at, ended, events, samples } = second;
  const rest = JSON.stringify({ at, ended, events });
  const json = Buffer.from(`${rest.slice(0, -1)},"layouts":[${second.layouts.map(jsonOf).join()}]}`);
  begin(out);
  out.varint(json.length);
  out.raw(json);
  for (let next = 0; next < samples.length; ) {
    const layout = layouts.get(samples[next] as number);
    const end = next + 2 + (layout?.columns.length ?? 0);
    if (!layout || end > samples.length) break;
    out.varint(layout.id);
    out.double(samples[next + 1] as number);
    writeCells(out, samples, next + 2, scalesOf(layout.entities, layout.columns));
    next = end;
  }
  return sealBriefly(out, KIND.second);
}

/**
 * The second of such bytes. `layouts` has the layouts of the seconds before; those of the second itself need not be there. Throws a
 * `DamagedBlock` if the bytes are not such ones, or need a layout that is not there.
 */
export function decodeSecond(bytes: Uint8Array, layouts: ReadonlyMap<number, Layout>): Second {
  const input = unseal(bytes, KIND.second);
  const head = headOf(input.raw(input.varint()));
  const given = head.layouts.map(({ id, interval_ms, of }) => ({ id, interval_ms, ...directoryOfPlain(of) }));
  const known = new Map([...layouts, ...given.map((layout) => [layout.id, layout] as const)]);
  return {
    at: head.at,
    layouts: given,
    ended: head.ended,
    samples: samplesIn(input, known),
    events: head.events,
  };
}

const texts = new WeakMap<Layout, string>();

/** A layout as JSON, made once: each part of the log begins with all that are in force. */
function jsonOf(layout: Layout): string {
  const { id, interval_ms } = layout;
  const text = texts.get(layout) ?? JSON.stringify({ id, interval_ms, of: plainDirectory(layout) });
  texts.set(layout, text);
  return text;
}

function samplesIn(input: ByteReader, layouts: ReadonlyMap<number, Layout>): Float64Array {
  // A cell has at least two bytes, and what stands before the cells of a sample nine.
  const samples = new Float64Array(Math.ceil(input.left / 2));
  let length = 0;
  while (input.left > 0) {
    const id = input.varint();
    const layout = layouts.get(id);
    if (!layout) throw new DamagedBlock(`The second needs layout ${id}, which is not there.`);
    samples[length] = id;
    samples[length + 1] = input.double();
    length += 2;
    readCells(input, samples, length, scalesOf(layout.entities, layout.columns));
    length += layout.columns.length;
  }
  return samples.slice(0, length);
}

function headOf(bytes: Uint8Array) {
  const value = parsed(Buffer.from(bytes).toString());
  if (!check.is(value)) throw new DamagedBlock('The second is damaged.');
  return value;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new DamagedBlock('The second is damaged.');
  }
}
