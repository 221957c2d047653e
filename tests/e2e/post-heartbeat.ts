import { expect } from 'vitest';

/** Sends a heartbeat to the queen at `url`, as a hive does by POST, and expects that it is accepted. */
export async function postHeartbeat(url: string, heartbeat: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const init = { method: 'POST', headers, body: JSON.stringify(heartbeat) };
  expect((await fetch(`${url}/v1/hive-heartbeat`, init)).status).toBe(200);
}
