import type { FleetState } from '@rbee/queen-rbee-sdk';

/** Selects the connection. */
export const connectionOf = (state: FleetState) => state.connection;

/** Selects the queen's last beat. */
export const queenOf = (state: FleetState) => state.queen;

/** Selects every known hive. */
export const hivesOf = (state: FleetState) => state.hives;
