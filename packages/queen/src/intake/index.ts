/** The one way of a heartbeat to the fleet, whichever door it came by ([H1]-[H8], [L1]). */
export { type Intake, type TakenIn, takeIn } from './take-in.ts';
