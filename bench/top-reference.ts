/**
 * The reference of `top.ts`: reads the stream of changes of a queen as often as `rbee top` does, and only parses its JSON. It answers
 * each message with the number of events so far.
 */
const [url = ''] = process.argv.slice(2);
const EVERY_MS = 10_000;

const { body } = await fetch(`${url}/v1/heartbeats/stream?format=delta&interval_ms=${EVERY_MS}`, {
  headers: { 'accept-encoding': 'identity' },
});
if (!body) throw new Error('The queen sent no stream.');
let rest = '';
let events = 0;
process.on('message', () => process.send?.(events));
for await (const text of body.pipeThrough(new TextDecoderStream())) {
  const frames = (rest + text).split('\n\n');
  rest = frames.pop() ?? '';
  for (const frame of frames) {
    const data = /^data: (.*)$/m.exec(frame)?.[1];
    if (data !== undefined && JSON.parse(data) !== null) events += 1;
  }
}
process.stderr.write(`The stream ended after ${events} events.\n`);
