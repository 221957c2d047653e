/** Rows of the CPU profile of the queen, in the order of the table. */
export const PARTS = {
  sockets: 'writing to sockets, in the kernel',
  native: 'reading from sockets in the kernel, and V8 work other than running JavaScript',
  node: "Node's HTTP, sockets, streams and timers",
  ws: 'ws',
  garbage: 'garbage collection',
  ingest: 'reading heartbeats',
  registry: 'fleet registry',
  stream: 'sending to watchers',
  doors: 'HTTP routes and access checks',
  other: 'other',
} as const;

/** A part by its name. */
export type PartName = keyof typeof PARTS;

/** A node of a profile of V8's, as the DevTools protocol has it (`Profiler.Profile`). */
export interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string };
  readonly children?: readonly number[];
}

/** A profile of V8's; times in microseconds. */
export interface Profile {
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  /** Time since the sample before. */
  readonly timeDeltas: readonly number[];
}

/** Folders of the queen's, by the part that they are. */
const FOLDERS: Readonly<Record<string, PartName>> = {
  ...{ ingest: 'ingest', intake: 'ingest' },
  ...{ registry: 'registry', fleet: 'registry', metrics: 'registry', time: 'registry' },
  ...{ stream: 'stream', filter: 'stream' },
  ...{ http: 'doors', link: 'doors', guard: 'doors', overload: 'doors' },
};

/** Shares of the time that a process was busy in the last `lastMs` of its profile, each 0 to 1. */
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

/** Of each node by its id what its own time went to; null where it was idle. */
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

/** The part of one function; undefined where it works for its caller. */
function partOf({ callFrame: { functionName, url } }: ProfileNode): PartName | null | undefined {
  if (functionName === '(idle)') return null;
  if (functionName === '(garbage collector)') return 'garbage';
  if (functionName === '(program)') return 'native';
  if (/^(?:write(?:v|Buffer|\w+String)|shutdown)$/.test(functionName) && url === '') return 'sockets';
  const folder = /\/packages\/queen\/src\/([a-z]+)\//.exec(url)?.[1];
  if (folder !== undefined) return FOLDERS[folder] ?? 'other';
  if (url.includes('/node_modules/ws/')) return 'ws';
  if (url === '' || /^node:(?:internal\/)?(?:buffer|util|validators|url)/.test(url)) return undefined;
  return url.startsWith('node:') ? 'node' : 'other';
}
