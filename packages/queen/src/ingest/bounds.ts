import { HeartbeatSchema } from '@rbee/contract';

/** What a number of the wire must be. */
export interface Bounds {
  readonly isInteger: boolean;
  readonly least: number;
  readonly most: number;
}

/** Of a number that the wire sets no bounds to: it is finite. */
const NONE: Bounds = {
  isInteger: false,
  least: -Number.MAX_VALUE,
  most: Number.MAX_VALUE,
};

interface Node {
  readonly type?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
}

/** The bounds of the number at that place of a heartbeat ([H1]); of one that has been checked, so that it may be a number. */
export function boundsAt(path: readonly string[]): Bounds {
  let node: Node | undefined = HeartbeatSchema as Node;
  for (const step of path) node = node?.items ?? node?.properties?.[step];
  if (!node) return NONE;
  const { type, minimum = NONE.least, maximum = NONE.most } = node;
  return { isInteger: type === 'integer', least: minimum, most: maximum };
}
