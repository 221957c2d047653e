import type { Profiler } from 'node:inspector';

/** Rows of the CPU profile of the queen, in the order of the table. */
export const PARTS = {
  sockets: 'writing to sockets, in the kernel',
  native: 'reading from sockets in the kernel, and V8 work other than running JavaScript',
  node: "Node's HTTP, sockets, streams and timers",
  ws: 'ws',
  garbage: 'garbage collection',
  decode: 'reading heartbeats',
  registry: 'fleet registry',
  history: 'recording for the history',
  stream: 'sending to watchers',
  http: 'HTTP routes and access checks',
  other: 'other',
} as const;

/** Key of a row of the table. */
export type PartName = keyof typeof PARTS;
const NAMES = Object.keys(PARTS) as readonly PartName[];

/** Folders and files of packages/queen/src, by part. */
export const QUEEN_SOURCES: Partial<Record<PartName, readonly string[]>> = {
  decode: ['link', 'sample', 'time'],
  registry: ['fleet', 'metrics', 'registry'],
  history: ['history'],
  stream: ['filter', 'stream'],
  http: [
    'access',
    'client-address',
    'guard',
    'http',
    'limit-refusal',
    'lists',
    'overload',
    'problem',
    'sender',
    'shares',
    'tls',
  ],
  other: ['config', 'contained-log', 'faults', 'index', 'open-files', 'queen'],
};

/** Share of each part (0 to 1) in the time that the process was busy during the last `lastMs` of its profile. */
export function sharesOf(profile: Profiler.Profile, lastMs: number): ReadonlyMap<PartName, number> {
  const { nodes, samples = [], timeDeltas = [] } = profile;
  const parts = partsOf(nodes);
  const spent = new Map<PartName, number>();
  const total = timeDeltas.reduce((sum, it) => sum + it, 0);
  const from = total - lastMs * 1_000;
  let at = 0;
  let busy = 0;
  for (const [index, id] of samples.entries()) {
    const took = timeDeltas[index] ?? 0;
    at += took;
    const part = parts.get(id) ?? null;
    if (at < from || part === null) continue;
    busy += took;
    spent.set(part, (spent.get(part) ?? 0) + took);
  }
  return new Map([...spent].map(([part, took]) => [part, took / busy]));
}

/** The part of each node, by node id; null if the process was idle. V8 lists a caller before the functions that it calls. */
function partsOf(nodes: readonly Profiler.ProfileNode[]): ReadonlyMap<number, PartName | null> {
  const parts = new Map<number, PartName | null>();
  for (const node of nodes) {
    const own = partOf(node);
    const part = own === undefined ? (parts.get(node.id) ?? 'other') : own;
    for (const id of [node.id, ...(node.children ?? [])]) parts.set(id, part);
  }
  return parts;
}

/** The part of one function; null if idle, undefined if its time counts for the part of its caller. */
function partOf({ callFrame: { functionName, url } }: Profiler.ProfileNode): PartName | null | undefined {
  if (functionName === '(idle)') return null;
  if (functionName === '(garbage collector)') return 'garbage';
  if (functionName === '(program)') return 'native';
  if (/^(?:write(?:v|Buffer|\w+String)|shutdown)$/.test(functionName) && url === '') return 'sockets';
  const source = /\/packages\/queen\/src\/([a-z-]+)/.exec(url)?.[1];
  if (source !== undefined) return NAMES.find((part) => QUEEN_SOURCES[part]?.includes(source)) ?? 'other';
  if (url.includes('/node_modules/ws/')) return 'ws';
  const isForItsCaller = /^$|\/packages\/contract\/|^node:(?:internal\/)?(?:buffer|util|validators|url)/;
  if (isForItsCaller.test(url)) return undefined;
  return url.startsWith('node:') ? 'node' : 'other';
}
