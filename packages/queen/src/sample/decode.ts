import { isUtf8 } from 'node:buffer';
import {
  applyChanges,
  type Changes,
  type Check,
  createCheck,
  type Flat,
  flatten,
  flattenLike,
  type HealthStatus,
  type Heartbeat,
  HeartbeatSchema,
  type Leaf,
  type Mismatch,
  type NestedHeartbeat,
  NestedHeartbeatSchema,
  type ProcessStats,
  projectorOf,
  type Shape,
  visibleText,
  workerId,
} from '@rbee/contract';
import { type Refusal, wrongShape } from '../problem.ts';
import { parseInstant } from '../time.ts';
import { cachedByShape } from './cached-by-shape.ts';
import { Sample } from './sample.ts';
import { withVisibleTexts } from './visible-leaves.ts';

/** The value of a JSON body, or the reason why it is refused. */
export type ParsedJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly refusal: Refusal };

/**
 * Parses a body as JSON in UTF-8 (RFC 8259). Keys such as `__proto__` become plain fields, and are removed later with all
 * other unknown fields ([H3]).
 */
export function parseJson(body: Buffer): ParsedJson {
  if (body.length === 0) return malformed('The body is empty; send a JSON object.');
  if (!isUtf8(body)) return malformed('The body is not UTF-8; send JSON encoded as UTF-8.');
  try {
    return { ok: true, value: JSON.parse(body.toString('utf8')) };
  } catch {
    return malformed(`The body, ${body.length} bytes, is not a JSON text.`);
  }
}

const malformed = (detail: string): ParsedJson => ({
  ok: false,
  refusal: { code: 'malformed_json', detail },
});

/** A valid heartbeat, or the reason why it is refused. */
export type Decoded = DecodedSample | { readonly ok: false; readonly refusal: Refusal };

/** A valid heartbeat. */
export interface DecodedSample {
  readonly ok: true;
  readonly sample: Sample;
  /** What it was decoded from, which makes its encoding for the stream cheaper. */
  readonly source: SampleSource;
  /** True if changes can build on it ([L6]): the queen knows every field, and their order is fixed. */
  readonly isBase: boolean;
}

/** What a sample was decoded from: objects, or changes since another sample, with the indexes of the changed leaves. */
export type SampleSource =
  | { readonly kind: 'objects'; readonly workers: readonly unknown[]; readonly node?: unknown }
  | { readonly kind: 'changes'; readonly base: Sample; readonly changed: readonly number[] };

const flatCheck = createCheck(HeartbeatSchema);
const nestedCheck = createCheck(NestedHeartbeatSchema);
const project = projectorOf(HeartbeatSchema);
const projectFrame = projectorOf({
  ...HeartbeatSchema,
  properties: { ...HeartbeatSchema.properties, type: { type: 'string' } },
});
const projectHealth = projectorOf(NestedHeartbeatSchema.properties.hive.properties.health_status);

/** Compiles the checks before the first heartbeat arrives. */
export function warmUp(): void {
  flatCheck.is(null);
  nestedCheck.is(null);
}

/**
 * Checks a whole heartbeat and removes unknown fields ([H1]-[H3]). `previous` is the hive's previous sample, which probably
 * has the same shape.
 */
export function decodeWhole(body: unknown, previous?: Sample): Decoded {
  if (isNested(body)) {
    if (!nestedCheck.is(body)) return refused('wrong_shape', nestedCheck.mismatch(body));
    return decodeNested(body);
  }
  if (!flatCheck.is(body)) return refused('wrong_shape', flatCheck.mismatch(body));
  // With exactly the fields of the previous sample it has no unknown ones.
  const likePrevious = previous && flattenLike(body, previous.flat);
  if (likePrevious) return finish(body, likePrevious, true, {}, previous);
  // On a link `type` stays in the shape: the leaf indexes in changes include it ([L5]).
  const frame = projectFrame(body) as Heartbeat & { readonly type?: unknown };
  const isUnchanged = frame === body && (frame.type === undefined || frame.type === 'heartbeat');
  const { type: _, ...heartbeat } = frame;
  return finish(heartbeat, flatten(isUnchanged ? frame : heartbeat), isUnchanged, {});
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** If a body has a `hive_id`, it is flat, and `hive` is an unknown field ([H2], [H3]). */
const isNested = (body: unknown): boolean =>
  isObject(body) && isObject(body['hive']) && !Object.hasOwn(body, 'hive_id');

function decodeNested({ hive, timestamp, workers = [] }: NestedHeartbeat): Decoded {
  const { id: hive_id, operational_status, health_status, version } = hive;
  const reportedStatus = {
    operational_status,
    health_status: withVisibleReason(projectHealth(health_status)),
  };
  const body = project({ hive_id, timestamp, workers, version });
  return finish(body, flatten(body), false, reportedStatus);
}

const withVisibleReason = (status: HealthStatus): HealthStatus =>
  'reason' in status ? { ...status, reason: visibleText(status.reason) } : status;

function finish(
  given: Heartbeat,
  flat: Flat,
  isUnchanged: boolean,
  reportedStatus: Sample['reportedStatus'],
  previous?: Sample,
): Decoded {
  const flattened = withVisibleTexts(flat, previous?.flat);
  const body = flattened === flat ? given : (flattened.shape.value(flattened.leaves) as unknown as Heartbeat);
  const { timestamp, workers, node } = body;
  const instant = parseInstant(timestamp);
  if (!instant) return refused('wrong_shape', { pointer: '/timestamp', expected: 'a day that exists' });
  const sample = new Sample(flattened, instant, reportedStatus);
  const duplicate = previous && sample.hasWorkersOf(previous) ? null : duplicateWorker(workers);
  if (duplicate) return refused('duplicate_worker', duplicate);
  return {
    ok: true,
    sample,
    source: { kind: 'objects', workers, node },
    isBase: isUnchanged && flattened.shape.keepsOrder,
  };
}

function duplicateWorker(workers: readonly ProcessStats[]): Mismatch | null {
  // Fast path: if all instances differ, no two workers are equal.
  if (new Set(workers.map((it) => it.instance)).size === workers.length) return null;
  const seen = new Set<string>();
  for (const [index, worker] of workers.entries()) {
    const id = workerId('', worker);
    if (seen.has(id)) {
      return { pointer: `/workers/${index}`, expected: 'of a group and instance that no other worker has' };
    }
    seen.add(id);
  }
  return null;
}

function refused(code: 'wrong_shape' | 'duplicate_worker', mismatch: Mismatch | null): Decoded {
  return { ok: false, refusal: wrongShape(mismatch ?? { pointer: '', expected: 'a heartbeat' }, code) };
}

/**
 * The result of changes ([L5]): a valid sample, a frame that must be checked as a whole, or `unfit` if the changes do not fit
 * their base.
 */
export type DecodedChanges =
  | (DecodedSample & { readonly kind: 'sample' })
  | { readonly kind: 'frame'; readonly frame: unknown }
  | { readonly kind: 'unfit' };

/**
 * Applies changes to their base ([L5]). If every changed leaf is valid and can be checked alone, the sample is valid.
 * Otherwise the caller must check the frame as a whole one.
 */
export function decodeChanges(base: Sample, changes: unknown): DecodedChanges {
  const { shape, leaves } = base.flat;
  if (!Array.isArray(changes) || changes.length > 2 * leaves.length) return { kind: 'unfit' };
  const applied = applyChanges(base.flat, changes as Changes);
  if (!applied) return { kind: 'unfit' };
  const { changed } = applied;
  const after = withVisibleTexts(applied.after, base.flat);
  const checks = leafChecksOf(shape);
  const instant = parseInstant(after.leaves[base.leafIndexOf('timestamp') as number] as string);
  if (!instant || !changed.every((index) => checks[index]?.is(after.leaves[index]) === true)) {
    return { kind: 'frame', frame: shape.value(after.leaves) };
  }
  const source = { kind: 'changes', base, changed } as const;
  return { kind: 'sample', ok: true, sample: new Sample(after, instant), source, isBase: true };
}

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly patternProperties?: Readonly<Record<string, SchemaNode>>;
}

type LeafCheck = Check<Leaf> | null;

const checks = new WeakMap<SchemaNode, LeafCheck>();

/** Fields that cannot be checked alone: a worker's name must be unique, and a frame must belong to the link's hive. */
const CHECKED_TOGETHER = new Set(['group', 'instance', 'hive_id', 'type']);

/** The check of each leaf of a heartbeat with that shape; null for a leaf that cannot be checked alone. */
const leafChecksOf = cachedByShape((shape) => checksBelow(shape, HeartbeatSchema as SchemaNode));

function checksBelow(shape: Shape, node: SchemaNode | undefined): LeafCheck[] {
  if (shape.children.length === 0) return [node ? checkOf(node) : null];
  return shape.children.flatMap((child, index) => {
    const key = shape.keys[index];
    if (key === undefined) return checksBelow(child, node?.items);
    if (CHECKED_TOGETHER.has(key)) return Array<LeafCheck>(child.size).fill(null);
    return checksBelow(child, node?.properties?.[key] ?? Object.values(node?.patternProperties ?? {})[0]);
  });
}

function checkOf(node: SchemaNode): LeafCheck {
  const check =
    checks.get(node) ?? (createCheck(node as Parameters<typeof createCheck>[0]) as unknown as Check<Leaf>);
  checks.set(node, check);
  return check;
}
