/** Rows of the CPU profile of the queen, in the order of the table. */
export const PARTS = {
  sockets: 'writing to sockets, in the kernel',
  native: 'reading from sockets in the kernel, and V8 work other than running JavaScript',
  node: "Node's HTTP, sockets, streams and timers",
  ws: 'ws',
  garbage: 'garbage collection',
  decode: 'reading heartbeats',
  registry: 'fleet registry',
  stream: 'sending to watchers',
  http: 'HTTP routes and access checks',
  other: 'other',
} as const;

/** Key of a row of the table. */
export type PartName = keyof typeof PARTS;

/** A node of a V8 CPU profile (`Profiler.ProfileNode` of the DevTools protocol). */
export interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string };
  readonly children?: readonly number[];
}

/** A V8 CPU profile (`Profiler.Profile` of the DevTools protocol). Times are in microseconds. */
export interface Profile {
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  /** Time since the previous sample. */
  readonly timeDeltas: readonly number[];
}

/** The part that each folder and each file of packages/queen/src belongs to. */
export const QUEEN_SOURCES: Readonly<Record<string, PartName>> = {
  sample: 'decode',
  link: 'decode',
  time: 'decode',
  fleet: 'registry',
  registry: 'registry',
  metrics: 'registry',
  stream: 'stream',
  filter: 'stream',
  http: 'http',
  guard: 'http',
  lists: 'http',
  overload: 'http',
  problem: 'http',
  config: 'other',
  queen: 'other',
  index: 'other',
};

/** Share of each part (0 to 1) in the time that the process was busy during the last `lastMs` of its profile. */
export function sharesOf(profile: Profile, lastMs: number): ReadonlyMap<PartName, number> {
  const parts = partsOf(profile.nodes);
  const spent = new Map<PartName, number>();
  const total = profile.timeDeltas.reduce((sum, it) => sum + it, 0);
  const from = total - lastMs * 1_000;
  let at = 0;
  let busy = 0;
  for (const [index, id] of profile.samples.entries()) {
    const took = profile.timeDeltas[index] ?? 0;
    at += took;
    const part = parts.get(id) ?? null;
    if (at < from || part === null) continue;
    busy += took;
    spent.set(part, (spent.get(part) ?? 0) + took);
  }
  return new Map([...spent].map(([part, took]) => [part, took / busy]));
}

/** The part of each node, by node id; null if the process was idle. */
function partsOf(nodes: readonly ProfileNode[]): ReadonlyMap<number, PartName | null> {
  const parentOf = new Map<number, ProfileNode>();
  for (const node of nodes) for (const child of node.children ?? []) parentOf.set(child, node);
  const parts = new Map<number, PartName | null>();
  for (const node of nodes) {
    let at: ProfileNode | undefined = node;
    let part: PartName | null | undefined;
    for (; at && part === undefined; at = parentOf.get(at.id)) part = partOf(at);
    parts.set(node.id, part === undefined ? 'other' : part);
  }
  return parts;
}

/** The part of one function; null if idle, undefined if its time counts for the part of its caller. */
function partOf({ callFrame: { functionName, url } }: ProfileNode): PartName | null | undefined {
  if (functionName === '(idle)') return null;
  if (functionName === '(garbage collector)') return 'garbage';
  if (functionName === '(program)') return 'native';
  if (/^(?:write(?:v|Buffer|\w+String)|shutdown)$/.test(functionName) && url === '') return 'sockets';
  const source = /\/packages\/queen\/src\/([a-z-]+)/.exec(url)?.[1];
  if (source !== undefined) return QUEEN_SOURCES[source] ?? 'other';
  if (url.includes('/node_modules/ws/')) return 'ws';
  const isForItsCaller = /^$|\/packages\/contract\/|^node:(?:internal\/)?(?:buffer|util|validators|url)/;
  if (isForItsCaller.test(url)) return undefined;
  return url.startsWith('node:') ? 'node' : 'other';
}
