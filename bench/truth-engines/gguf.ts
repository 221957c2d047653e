import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';

/** Size of a model of the architecture `llama`. */
export interface ModelSize {
  readonly embedding: number;
  readonly layers: number;
  readonly feedForward: number;
  readonly heads: number;
  readonly context: number;
}

/** Ids of value types in a GGUF file (ggml's docs/gguf.md). */
const U32 = 4;
const F32 = 6;
const BOOL = 7;
const STRING = 8;
const ARRAY = 9;
const I32 = 5;
/** Tensors begin at a multiple of this. */
const ALIGNMENT = 32;
/** Kinds of tokens: normal 1, unknown 2, control 3, byte 6. */
const TOKENS = [
  { text: '<unk>', kind: 2 },
  { text: '<s>', kind: 3 },
  { text: '</s>', kind: 3 },
  ...Array.from({ length: 256 }, (_, byte) => ({
    text: `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
    kind: 6,
  })),
];

const u32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const u64 = (value: number) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
};
const f32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
};
const text = (value: string) => Buffer.concat([u64(Buffer.byteLength(value)), Buffer.from(value)]);
const list = (kind: number, items: readonly Buffer[]) =>
  Buffer.concat([u32(kind), u64(items.length), ...items]);

function metadataOf({ embedding, layers, feedForward, heads, context }: ModelSize): readonly Buffer[] {
  const entry = (key: string, kind: number, value: Buffer) => Buffer.concat([text(key), u32(kind), value]);
  const number = (key: string, value: number) => entry(key, U32, u32(value));
  return [
    entry('general.architecture', STRING, text('llama')),
    entry('general.name', STRING, text('random')),
    number('general.file_type', 0),
    number('llama.context_length', context),
    number('llama.embedding_length', embedding),
    number('llama.block_count', layers),
    number('llama.feed_forward_length', feedForward),
    number('llama.attention.head_count', heads),
    number('llama.attention.head_count_kv', heads),
    number('llama.rope.dimension_count', embedding / heads),
    number('llama.vocab_size', TOKENS.length),
    entry('llama.attention.layer_norm_rms_epsilon', F32, f32(1e-5)),
    entry('tokenizer.ggml.model', STRING, text('llama')),
    entry(
      'tokenizer.ggml.tokens',
      ARRAY,
      list(
        STRING,
        TOKENS.map((it) => text(it.text)),
      ),
    ),
    entry(
      'tokenizer.ggml.scores',
      ARRAY,
      list(
        F32,
        TOKENS.map(() => f32(0)),
      ),
    ),
    entry(
      'tokenizer.ggml.token_type',
      ARRAY,
      list(
        I32,
        TOKENS.map((it) => u32(it.kind)),
      ),
    ),
    number('tokenizer.ggml.bos_token_id', 1),
    number('tokenizer.ggml.eos_token_id', 2),
    number('tokenizer.ggml.unknown_token_id', 0),
    entry('tokenizer.ggml.add_bos_token', BOOL, Buffer.from([1])),
  ];
}

interface Tensor {
  readonly name: string;
  readonly dimensions: readonly number[];
}

function tensorsOf({ embedding, layers, feedForward }: ModelSize): readonly Tensor[] {
  const square = [embedding, embedding];
  const blocks = Array.from({ length: layers }, (_, at) => {
    const block = (name: string, dimensions: readonly number[]) => ({
      name: `blk.${at}.${name}.weight`,
      dimensions,
    });
    return [
      block('attn_norm', [embedding]),
      block('ffn_norm', [embedding]),
      ...['attn_q', 'attn_k', 'attn_v', 'attn_output'].map((it) => block(it, square)),
      ...['ffn_gate', 'ffn_up'].map((it) => block(it, [embedding, feedForward])),
      block('ffn_down', [feedForward, embedding]),
    ];
  });
  return [
    { name: 'token_embd.weight', dimensions: [embedding, TOKENS.length] },
    { name: 'output_norm.weight', dimensions: [embedding] },
    { name: 'output.weight', dimensions: [embedding, TOKENS.length] },
    ...blocks.flat(),
  ];
}

const countOf = ({ dimensions }: Tensor): number => dimensions.reduce((product, it) => product * it, 1);
const padded = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

/** The weights of a tensor: 1 for a norm, else numbers that look random and are the same in each run. */
function weightsOf(tensor: Tensor, seed: number): Buffer {
  const weights = new Float32Array(padded(4 * countOf(tensor)) / 4);
  let state = seed;
  for (let at = 0; at < weights.length; at += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    weights[at] = tensor.dimensions.length === 1 ? 1 : (state / 2 ** 32 - 0.5) * 0.1;
  }
  return Buffer.from(weights.buffer);
}

/** The bytes of a GGUF file (version 3) before its weights, and the number of bytes that these take. */
function headOf(size: ModelSize, tensors: readonly Tensor[]) {
  const metadata = metadataOf(size);
  let offset = 0;
  const infos = tensors.map((it) => {
    const dimensions = [u32(it.dimensions.length), ...it.dimensions.map(u64)];
    const info = Buffer.concat([text(it.name), ...dimensions, u32(0), u64(offset)]);
    offset += padded(4 * countOf(it));
    return info;
  });
  const bytes = Buffer.concat([
    ...[Buffer.from('GGUF'), u32(3), u64(tensors.length), u64(metadata.length)],
    ...metadata,
    ...infos,
  ]);
  const padding = Buffer.alloc(padded(bytes.length) - bytes.length);
  return { head: Buffer.concat([bytes, padding]), weightBytes: offset };
}

/** Writes a GGUF file of a model with random weights, 4 bytes each: it answers at once, and nonsense. */
export function writeModel(path: string, size: ModelSize): void {
  const tensors = tensorsOf(size);
  const file = openSync(path, 'w');
  try {
    writeSync(file, headOf(size, tensors).head);
    for (const [at, it] of tensors.entries()) writeSync(file, weightsOf(it, at + 1));
  } finally {
    closeSync(file);
  }
}

/** Writes a GGUF file of a model whose weights are all zero: it takes no space, however large it is. */
export function writeZeros(path: string, size: ModelSize): void {
  const { head, weightBytes } = headOf(size, tensorsOf(size));
  const file = openSync(path, 'w');
  try {
    writeSync(file, head);
    ftruncateSync(file, head.length + weightBytes);
  } finally {
    closeSync(file);
  }
}
