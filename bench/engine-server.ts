/**
 * A server that answers as llama.cpp's does, started under the name of that server with `--port`. With `--busy` it runs one request
 * that gets tokens, else none. Sends a message once it listens.
 */
import { createServer } from 'node:http';
import { llamaMetricsText, llamaModels, llamaProps } from '../packages/monitor/testing/llama-answers.ts';

const running = process.argv.includes('--busy') ? 1 : 0;
let tokens = 0;

function answerTo(url: string | undefined): string | undefined {
  if (url === '/props') return JSON.stringify(llamaProps());
  if (url === '/v1/models') return JSON.stringify(llamaModels);
  if (url !== '/metrics') return undefined;
  tokens += 100 * running;
  return llamaMetricsText(running, 0, { 'llamacpp:tokens_predicted_total': tokens });
}

const server = createServer(({ url }, response) => {
  const text = answerTo(url);
  response.writeHead(text === undefined ? 404 : 200).end(text);
});
// llama-server announces the same.
server.keepAliveTimeout = 5_000;
process.on('disconnect', () => process.exit());
const port = Number(process.argv[process.argv.indexOf('--port') + 1]);
server.listen(port, '127.0.0.1', () => process.send?.('listening'));
