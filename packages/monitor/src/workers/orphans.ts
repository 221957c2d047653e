import { byAge, ENGINE_GROUP, type Process } from '../processes/index.ts';
import { ancestors, type Family, type Matches, treeOf } from './family.ts';
import { looseWorker, type Worker } from './worker.ts';

/**
 * Adds engine parts that are in no worker's tree. A part below an unrecognised program makes that program a worker. A
 * part whose launcher has ended joins the worker that can have started it (same engine, same session, older), if there
 * is exactly one. The remaining parts of one engine and session are one worker.
 */
export function withOrphans(workers: readonly Worker[], family: Family, isTaken: Matches): readonly Worker[] {
  const parts = [...family.processes.values()].filter((it) => it.part?.kind && !isTaken(it));
  const tops = [...new Set(parts.map((it) => topPart(it, family, isTaken)))].toSorted(byAge);
  const claimed = new Set<Process>();
  const isFree = (it: Process) => !isTaken(it) && !claimed.has(it);
  const claim = (roots: readonly Process[]): readonly Process[] =>
    roots.flatMap((root) => {
      const members = isFree(root) ? treeOf(root, family, (child) => !isFree(child)) : [];
      for (const member of members) claimed.add(member);
      return members;
    });
  const {
    program = [],
    worker = [],
    nobody = [],
  } = Object.groupBy(tops, (it) =>
    hostOf(it, family, isTaken) ? 'program' : starterOf(it, workers) ? 'worker' : 'nobody',
  );
  const hosts = new Set(program.flatMap((it) => hostOf(it, family, isTaken) ?? []));
  const left = Map.groupBy(nobody, (it) => `${it.part?.kind} ${it.session === 0 ? it.key : it.session}`);
  return [
    ...workers.map((it) => {
      const members = claim(worker.filter((top) => starterOf(top, workers) === it));
      return members.length > 0 ? { ...it, members: [...it.members, ...members] } : it;
    }),
    ...[...hosts].map((it) => ofParts(claim([it]))),
    ...[...left.values()].map((its) => ofParts(claim(its))),
  ].filter((it) => it !== null);
}

function topPart(part: Process, family: Family, isTaken: Matches): Process {
  let top = part;
  for (const at of ancestors(part, family)) {
    if (at.role === 'boundary' || isTaken(at)) break;
    if (at.part?.kind) top = at;
  }
  return top;
}

/** The program that started a part. A parent in another session only adopted the part when its launcher ended. */
function hostOf(part: Process, family: Family, isTaken: Matches): Process | null {
  const parent = family.parentOf(part);
  const isHost = parent?.role === 'other' && parent.pid !== 1 && parent.session === part.session;
  return parent && isHost && !isTaken(parent) ? parent : null;
}

function starterOf({ part, session, startTicks }: Process, workers: readonly Worker[]): Worker | null {
  const [starter, ...others] = workers.filter(
    ({ root, told }) =>
      told?.engine?.kind === part?.kind &&
      root.session === session &&
      session !== 0 &&
      root.startTicks <= startTicks,
  );
  return starter && others.length === 0 ? starter : null;
}

const ofParts = (members: readonly Process[]): Worker | null =>
  members[0] ? looseWorker(ENGINE_GROUP, 'engine', members[0], members) : null;
