import { SSE_EVENTS } from '@rbee/contract';

/** An event as text of the stream ([S1]); its SSE name follows from the `type` unless it is given. */
export function frameText(data: { readonly type: string } | string, id = '1', event?: string): string {
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  const name = event ?? (typeof data === 'string' ? SSE_EVENTS.heartbeat : sseNameOf(data.type));
  return `event: ${name}\nid: ${id}\ndata: ${text}\n\n`;
}

function sseNameOf(type: string): string {
  if (type === 'hive_telemetry' || type === 'queen') return SSE_EVENTS.heartbeat;
  if (type === 'started' || type === 'gone') return SSE_EVENTS.worker;
  return type === 'lag' || type === 'reset' ? type : SSE_EVENTS.hive;
}

/** The bytes in pieces, cut at these indexes. */
export function splitAt(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end));
}
