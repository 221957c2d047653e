import { byAge, ENGINE_GROUP, type Process } from '../processes/index.ts';
import { ancestors, type Family, type Matches, treeOf } from './family.ts';
import { NO_EVIDENCE, type RankEvidence } from './rank-evidence.ts';
import { looseWorker, type Worker } from './worker.ts';

/**
 * Adds engine parts that are in no worker's tree. A part below an unrecognised program makes that program a worker. A
 * part whose launcher has ended joins the worker that can have started it (same engine, same session, older), if there
 * is exactly one. A rank that Ray's daemon started joins the worker that `evidence` tells; if it tells none, all that it
 * can belong to lack ranks ([W6]). The remaining parts of one engine, session and job are one worker.
 */
export function withOrphans(
  workers: readonly Worker[],
  family: Family,
  isTaken: Matches,
  evidence: RankEvidence = NO_EVIDENCE,
): readonly Worker[] {
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
  const isRank = (it: Process) => isStartedByRay(it, family);
  const owners = new Map(
    tops.map((it) => [it, isRank(it) ? ownerOfRank(it, workers, evidence) : starterOf(it, workers)]),
  );
  for (const it of tops.filter((rank) => isRank(rank) && !owners.get(rank))) {
    owners.set(it, ownerOfJob(evidence.jobOf(it), owners, evidence));
  }
  const {
    program = [],
    worker = [],
    nobody = [],
  } = Object.groupBy(tops, (it) =>
    hostOf(it, family, isTaken) ? 'program' : owners.get(it) ? 'worker' : 'nobody',
  );
  const hosts = new Set(program.flatMap((it) => hostOf(it, family, isTaken) ?? []));
  const left = Map.groupBy(nobody, (it) => {
    const job = isRank(it) ? (evidence.jobOf(it) ?? '') : '';
    return `${it.part?.kind} ${it.session === 0 ? it.key : it.session} ${job}`;
  });
  const lacking = new Set(nobody.filter(isRank).flatMap((it) => candidatesFor(it, workers)));
  return [
    ...workers.map((it) => {
      const members = claim(worker.filter((top) => owners.get(top) === it));
      const whole = members.length > 0 ? { ...it, members: [...it.members, ...members] } : it;
      return lacking.has(it) ? { ...whole, lacksRanks: true as const } : whole;
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
  const isHost =
    parent?.role === 'other' &&
    parent.pid !== 1 &&
    parent.session === part.session &&
    parent.command !== RAYLET;
  return parent && isHost && !isTaken(parent) ? parent : null;
}

/** The daemon of Ray, which starts the processes of all jobs on a machine. */
const RAYLET = 'raylet';

const isStartedByRay = (part: Process, { parentOf }: Family): boolean => parentOf(part)?.command === RAYLET;

/** The servers to which a rank can belong: those that say that they use Ray, or all of its engine if none says so. */
function candidatesFor({ part }: Process, workers: readonly Worker[]): readonly Worker[] {
  const ofEngine = workers.filter(({ told }) => told?.engine?.kind === part?.kind);
  const saying = ofEngine.filter(({ told }) => told?.usesRay);
  return saying.length > 0 ? saying : ofEngine;
}

/**
 * The server of a rank: that of the same job, that with a connection to the rank, that in the same cgroup, that of the
 * same user which computes on the same GPU, or the only one that says that it uses Ray. Null if no rule or more than one
 * server fits.
 */
function ownerOfRank(rank: Process, workers: readonly Worker[], evidence: RankEvidence): Worker | null {
  const { jobOf, cgroupOf, isConnected } = evidence;
  const candidates = candidatesFor(rank, workers);
  const job = jobOf(rank);
  const cgroup = cgroupOf(rank);
  const rules: readonly ((it: Worker) => boolean)[] = [
    ({ members }) => job !== null && members.some((it) => jobOf(it) === job),
    ({ members }) => isConnected(rank, members),
    ({ root }) => cgroup !== null && cgroupOf(root) === cgroup,
    (it) => sharesGpu(rank, it, evidence),
    ({ told }) => told?.usesRay === true,
  ];
  for (const rule of rules) {
    const [only, ...others] = candidates.filter(rule);
    if (only) return others.length === 0 ? only : null;
  }
  return null;
}

/** True if a worker computes on a GPU of the rank and has its user, and its job if that is known of both. */
function sharesGpu(
  rank: Process,
  { root, members }: Worker,
  { jobOf, userOf, gpusOf }: RankEvidence,
): boolean {
  const gpus = new Set(gpusOf(rank));
  const job = jobOf(rank);
  const user = userOf(rank);
  return (
    members.some((it) => gpusOf(it).some((gpu) => gpus.has(gpu))) &&
    user !== null &&
    userOf(root) === user &&
    (job === null || members.every((it) => (jobOf(it) ?? job) === job))
  );
}

/** The server of a rank of which only the job is known: that of the other ranks of this job, if they have one. */
function ownerOfJob(
  job: string | null,
  owners: ReadonlyMap<Process, Worker | null>,
  { jobOf }: RankEvidence,
): Worker | null {
  const ofJob = [...owners].flatMap(([it, owner]) =>
    owner && job !== null && jobOf(it) === job ? [owner] : [],
  );
  const [only, ...others] = new Set(ofJob);
  return only && others.length === 0 ? only : null;
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
