/** Names of labels with their values. */
export type Labels = Readonly<Record<string, string>>;

/** The labels of a series without its name, encoded, and a text that no other labels have. */
export interface LabelBody {
  readonly key: string;
  readonly bytes: Uint8Array;
}

const NAME = '__name__';
const utf8 = new TextEncoder();

/**
 * Encodes the labels of series for one target. Remote write wants all labels of a series sorted by their names, so its name
 * (`__name__`) has labels before and after it: `head` has those up to it, and `body` those after it. Series share both.
 */
export class LabelEncoder {
  readonly #external: Labels;
  readonly #heads = new Map<string, Uint8Array>();

  /** @param external labels that every series of the target has */
  constructor(external: Labels) {
    this.#external = external;
  }

  /** The bytes of a series up to the name of its metric; the same array for the same metric. */
  head(metric: string): Uint8Array {
    let head = this.#heads.get(metric);
    if (!head) {
      const before = Object.entries(this.#external).filter(([name, value]) => name < NAME && value !== '');
      head = encodeLabels([...before, [NAME, metric]]);
      this.#heads.set(metric, head);
    }
    return head;
  }

  /** The labels after the name. One without a value is left out: for Prometheus that is the same, and senders must. */
  body(labels: Labels): LabelBody {
    const all = Object.entries({ ...this.#external, ...labels }).filter(
      ([name, value]) => name > NAME && value !== '',
    );
    return { key: JSON.stringify(labels), bytes: encodeLabels(all) };
  }
}

/** `repeated Label labels = 1` of a TimeSeries, sorted by name; a Label is `string name = 1; string value = 2`. */
function encodeLabels(labels: readonly (readonly [string, string])[]): Uint8Array {
  const sorted = labels.toSorted(([a], [b]) => (a < b ? -1 : 1));
  const parts = sorted.flatMap(([name, value]) => {
    const label = [...field(utf8.encode(name), 1), ...field(utf8.encode(value), 2)];
    return [...varint((1 << 3) | 2), ...varint(label.length), ...label];
  });
  return Uint8Array.from(parts);
}

/** A field of bytes with its number and length. */
const field = (bytes: Uint8Array, number: number): readonly number[] => [
  ...varint((number << 3) | 2),
  ...varint(bytes.length),
  ...bytes,
];

function varint(value: number): readonly number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return [...bytes, rest];
}
