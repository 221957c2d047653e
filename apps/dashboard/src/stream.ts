import { createHeartbeatStore } from '@rbee/queen-rbee-sdk';
import { queenAddress } from './queen-address.ts';

/** The address of the queen that serves the page. */
export const queenUrl = queenAddress(import.meta.url);

/** The fleet of the page. It is asked for at once: the first samples arrive while the rest of the page is set up. */
export const store = createHeartbeatStore({ baseUrl: queenUrl });
store.subscribe(() => {});
