/** One series of a request. A stale marker is `'stale'`, told by its bits. */
export interface ReadSeries {
  readonly labels: readonly (readonly [name: string, value: string])[];
  readonly samples: readonly (readonly [time: number, value: number | 'stale'])[];
}

interface Field {
  readonly number: number;
  readonly value: Uint8Array | bigint;
}

/**
 * Reads a `WriteRequest` by the message definitions of remote write 1.0 (https://prometheus.io/docs/specs/remote_write_spec): a small
 * reader of protobuf that shares nothing with the code that writes it.
 */
export const readRequest = (bytes: Uint8Array): ReadSeries[] =>
  fieldsOf(bytes).map((series) => {
    if (series.number !== 1) throw new Error(`a WriteRequest has no field ${series.number}`);
    const parts = fieldsOf(bytesOf(series));
    return {
      labels: parts.filter(({ number }) => number === 1).map((it) => labelOf(fieldsOf(bytesOf(it)))),
      samples: parts.filter(({ number }) => number === 2).map((it) => sampleOf(fieldsOf(bytesOf(it)))),
    };
  });

const STALE = 0x7f_f0_00_00_00_00_00_02n;

const labelOf = (fields: readonly Field[]): readonly [string, string] => {
  const [name, value] = fields.map((it) => new TextDecoder('utf-8', { fatal: true }).decode(bytesOf(it)));
  if (fields.map(({ number }) => number).join() !== '1,2') throw new Error('a label has a name and a value');
  return [name as string, value as string];
};

function sampleOf(fields: readonly Field[]): readonly [number, number | 'stale'] {
  const [value, time] = fields;
  if (value?.number !== 1 || time?.number !== 2) throw new Error('a sample has a value and a time');
  const view = new DataView(Uint8Array.from(bytesOf(value)).buffer);
  const isStale = view.getBigUint64(0, true) === STALE;
  return [Number(time.value), isStale ? 'stale' : view.getFloat64(0, true)];
}

function bytesOf({ value }: Field): Uint8Array {
  if (typeof value === 'bigint') throw new Error('bytes are expected');
  return value;
}

function fieldsOf(bytes: Uint8Array): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined || shift > 63n) throw new Error('a number has no end');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const take = (length: number): Uint8Array => {
    if (at + length > bytes.length) throw new Error('a field is cut off');
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const type = tag & 7;
    if (type === 0) fields.push({ number: tag >> 3, value: varint() });
    else if (type === 1) fields.push({ number: tag >> 3, value: take(8) });
    else if (type === 2) fields.push({ number: tag >> 3, value: take(Number(varint())) });
    else throw new Error(`the type ${type} does not occur`);
  }
  return fields;
}
