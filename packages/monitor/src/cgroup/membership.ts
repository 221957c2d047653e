/** The place below `rbee.slice` that a line of `/proc/<pid>/cgroup` names; a path may begin above the reader's root. */
const IN_SLICE = /^\d+:[^:]*:\/.*?\brbee\.slice\/(.+)$/;

/** Where in rbee.slice a process is, by its `/proc/<pid>/cgroup` (cgroups(7)); null for one that is elsewhere. */
export function placeInSlice(text: string): string | null {
  for (const line of text.split('\n')) {
    const place = IN_SLICE.exec(line)?.[1];
    if (place !== undefined) return place;
  }
  return null;
}
