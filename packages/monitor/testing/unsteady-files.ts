import { type Answer, type Files, Refusals } from '../src/files/files.ts';
import type { UnsteadyMachine } from './unsteady-machine.ts';
import { CGROUPS, directoriesOf, linkOf, namesOf, textOf } from './unsteady-texts.ts';

/** How one read fails, or how its result is changed. */
export type Disturbance = 'none' | 'vanish' | 'permission' | 'cut' | 'garbage' | 'backwards';

/** Decides which reads of a machine are disturbed. */
export interface Disturber {
  /** What happens to the next read of this path. */
  disturb(path: string): Disturbance;
  /** Is called after each read that failed or had a changed result. */
  hit(path: string): void;
}

const GONE = { ok: false, refusal: 'gone' } as const;
const REFUSED = { ok: false, refusal: 'permission' } as const;

/**
 * When a read of a process with this pid or a higher one vanishes, the process ends; for others only the file is gone.
 */
const FIRST_MORTAL = 100;

/**
 * An in-memory /proc and cgroup tree of which every read can be disturbed. A counter decreases only after it was read
 * once.
 */
export function unsteadyFiles(machine: UnsteadyMachine, disturber: Disturber): Files {
  const disturbed = disturbedReads(machine, disturber);
  const text: Files['text'] = (path) =>
    disturbed(
      path,
      (back) => textOf(machine, path, back ? 0.5 : 1),
      (whole) => whole.slice(0, whole.length >> 1),
      (whole) => whole.replace(/[\d\0]/g, (it) => (Number(it) % 2 ? '\u0000' : '-9')),
    );
  const refusals = new Refusals();
  return {
    text,
    again: (path) => {
      if (refusals.isRefused(path)) return REFUSED;
      const answer = text(path);
      if (answer === REFUSED) refusals.add(path);
      return answer;
    },
    forget: (directory) => refusals.forget(directory),
    endSample: () => refusals.endSample(),
    close: () => undefined,
    bytes: () => GONE,
    names: (path) => disturbed(path, () => namesOf(machine, path), same, same),
    link: (path) =>
      disturbed(
        path,
        () => linkOf(machine, path),
        same,
        () => 'socket:[-9]',
      ),
    directories: (path) => {
      const listed = disturbed(
        path,
        () => directoriesOf(path),
        () => [],
        same,
      );
      return listed.ok ? listed.value : [];
    },
    foreign: () => GONE,
    exists: (path) => path === `${CGROUPS}/cgroup.controllers` || path === `${CGROUPS}/rbee.slice`,
  };
}

/** Reads that fail, or whose result is cut short, replaced or decreased, as the disturber decides. */
function disturbedReads(machine: UnsteadyMachine, { disturb, hit }: Disturber) {
  const seen = new Set<string>();
  return <T extends string | readonly string[]>(
    path: string,
    read: (back: boolean) => T | null,
    cut: (whole: T) => T,
    garble: (whole: T) => T,
  ): Answer<T> => {
    const whole = read(false);
    if (whole === null) return GONE;
    const how = disturb(path);
    const answer = (value: T): Answer<T> => {
      if (`${value}` !== `${whole}`) hit(path);
      return { ok: true, value };
    };
    if (how === 'vanish' || how === 'permission') hit(path);
    if (how === 'vanish' && pidIn(path) >= FIRST_MORTAL) machine.end(pidIn(path));
    if (how === 'vanish') return GONE;
    if (how === 'permission') return REFUSED;
    if (how === 'cut') return answer(cut(whole));
    if (how === 'garbage') return answer(garble(whole));
    if (how === 'backwards' && seen.has(path)) return answer(read(true) ?? whole);
    seen.add(path);
    return { ok: true, value: whole };
  };
}

const same = <T>(whole: T): T => whole;
const pidIn = (path: string): number => Number(/^\/proc\/(\d+)(?:\/|$)/.exec(path)?.[1]);
