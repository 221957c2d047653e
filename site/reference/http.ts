import { EVENTS } from './events.ts';
import { fieldTable, type Schema, typeOf } from './schema.ts';
import { plain, table } from './table.ts';

/** What the page reads of the OpenAPI description of a queen. */
export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Operation {
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content?: Content };
  readonly responses?: Readonly<
    Record<string, { readonly description?: string; readonly content?: Content }>
  >;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: Schema;
}

type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

/** The tags of the description, in the order of the page. */
const TAGS = { queen: 'The queen', hives: 'Hives and workers', stream: 'The stream', history: 'The past' };

const INTRODUCTION = `# HTTP and events

Made of the OpenAPI description of a queen of this version (\`/openapi.json\`; \`/docs\` on a queen is the same, to try
out) and of the schemas of its events. [The wire](wire.md) has the rules behind it, with what is promised;
[errors](errors.md) has every code of a refusal. A queen answers at port 7833, below whatever path a proxy gives it. There
is no sign-in.

A field with \`?\` can be absent. \`[]\` are the items of a list.
`;

const STREAM = `
### What is sent

A frame is \`event: NAME\`, \`id: ID\` and \`data: JSON\`, each on a line, and an empty line
([section S](wire.md#s-the-stream-get-v1heartbeatsstream-server-sent-events)). By hand:

\`\`\`sh
curl -N http://localhost:7833/v1/heartbeats/stream
\`\`\`

A browser's \`EventSource\` reads it, too; [the SDK](../packages/sdk/README.md) does the rest: it resumes, applies changes and
tells what is late.
`;

/** The page of the HTTP interface and of the events as Markdown. */
export function httpPage({ paths }: OpenApi): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const sections = Object.entries(TAGS).map(([tag, title]) => {
    const own = operations.filter(({ operation }) => operation.tags?.includes(tag));
    const events = tag === 'stream' ? [STREAM, ...EVENTS.map(eventSection)] : [];
    return [`## ${title}\n`, ...own.map(operationSection), ...events].join('\n');
  });
  return [INTRODUCTION, ...sections].join('\n');
}

interface Route {
  readonly path: string;
  readonly method: string;
  readonly operation: Operation;
}

function operationSection({ path, method, operation }: Route): string {
  const { summary = '', parameters = [], requestBody, responses = {} } = operation;
  return [
    `### ${method.toUpperCase()} ${path}\n`,
    `${summary}.\n`,
    ...(parameters.length > 0 ? [table(['parameter', 'type', 'meaning'], parameters.map(parameterRow))] : []),
    ...(requestBody?.content ? [`**Body:** ${contentText(requestBody.content)}`] : []),
    ...Object.entries(responses)
      .filter(([status]) => status !== 'default')
      .map(([status, { description = '', content }]) => {
        return `**${status}:** ${plain(description)}\n\n${content ? contentText(content) : ''}`;
      }),
  ].join('\n');
}

const parameterRow = ({ name, in: place, required, description, schema = {} }: Parameter): string[] => [
  place === 'path' ? `\`{${name}}\`` : `\`${name}=\`${required ? ' (needed)' : ''}`,
  typeOf(schema),
  plain(description ?? schema.description ?? ''),
];

const contentText = (content: Content): string =>
  Object.entries(content)
    .map(([type, { schema = {} }]) => `\`${type}\`\n\n${fieldTable(schema)}`)
    .join('\n');

const eventSection = ({ name, title, schema }: (typeof EVENTS)[number]): string =>
  `#### event: ${name}${title}\n\n${plain(schema.description ?? '')}\n\n${fieldTable(schema)}`;
