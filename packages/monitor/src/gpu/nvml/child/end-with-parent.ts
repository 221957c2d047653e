/** `PR_SET_PDEATHSIG` of prctl(2), and SIGKILL. */
const PARENT_DEATH_SIGNAL = 1;
const KILL = 9;

/**
 * Lets the kernel end this process when the thread that started it ends: while it is blocked in the driver, it does not
 * see that its input has ended. Does nothing where there is no prctl(2) or no Koffi.
 */
export async function endWithParent(): Promise<void> {
  try {
    const { load } = await import('koffi');
    load(null).func('prctl', 'int', ['int', 'unsigned long'])(PARENT_DEATH_SIGNAL, KILL);
  } catch {
    // It ends with its input, or when it was not asked for long.
  }
}
