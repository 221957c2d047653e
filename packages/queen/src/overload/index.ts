/** Whether the queen can keep up. */
export { Pressure, TICK_MS } from './pressure.ts';
