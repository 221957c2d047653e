import { type AccessOptions, type OpenedAccess, openAccess } from '@rbee/access';
import { ROUTES, type Role } from '@rbee/contract';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { manualClock } from './manual-clock.ts';
import { aQueen, type TestConfig, type TestQueen } from './start-queen.ts';

/** Headers of a request. */
type Headers = Readonly<Record<string, string>>;

/** A program that asks a queen, with a token or as a stranger. */
export class Caller {
  readonly #queen: TestQueen;
  readonly #headers: Headers;
  /** Bodies of all answers. */
  readonly answers: string[] = [];

  constructor(queen: TestQueen, headers: Headers = {}) {
    this.#queen = queen;
    this.#headers = headers;
  }

  get = (url: string, headers: Headers = {}) => this.send('GET', url, undefined, headers);
  delete = (url: string, headers: Headers = {}) => this.send('DELETE', url, undefined, headers);
  post = (url: string, body?: unknown, headers: Headers = {}) => this.send('POST', url, body, headers);
  patch = (url: string, body?: unknown, headers: Headers = {}) => this.send('PATCH', url, body, headers);

  /** The body is sent as JSON, unless the headers say something else. */
  async send(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    url: string,
    body?: unknown,
    headers: Headers = {},
  ): Promise<LightMyRequestResponse> {
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    const request: InjectOptions = { method, url, headers: { ...json, ...this.#headers, ...headers } };
    if (body !== undefined) request.payload = typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await this.#queen.app.inject(request);
    this.answers.push(answer.body);
    return answer;
  }
}

/** A browser with the queen's own page: it keeps cookies and says where its requests come from. */
export class Browser extends Caller {
  readonly cookies = new Map<string, string>();

  constructor(queen: TestQueen, headers: Headers = {}) {
    super(queen, { origin: 'http://localhost', 'sec-fetch-site': 'same-origin', ...headers });
  }

  override async send(...[method, url, body, headers = {}]: Parameters<Caller['send']>) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await super.send(method, url, body, { ...(cookie !== '' && { cookie }), ...headers });
    for (const { name, value, maxAge } of answer.cookies) {
      if (maxAge === 0) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return answer;
  }
}

/** A queen under test that asks everybody who they are. */
export interface QueenWithAccounts extends TestQueen {
  readonly access: OpenedAccess;
  /** A program without a token, or with this one. */
  caller(token?: string): Caller;
  browser(headers?: Headers): Browser;
  /** The first admin, signed in. */
  admin(): Promise<Browser>;
  /** Somebody whom the admin gave an account, signed in. */
  person(admin: Browser, name: string, role: Role): Promise<Browser>;
}

/** A password that is long enough. */
export const PASSWORD = 'correct horse battery';

/** Builds a queen with access control for one test; its accounts are in memory. */
export async function aQueenWithAccounts(
  config: TestConfig = {},
  ways: Pick<AccessOptions, 'providers' | 'proxyRoles' | 'fetch'> = {},
): Promise<QueenWithAccounts> {
  const clock = manualClock();
  const passwordCost = { memory: 8, passes: 1 };
  const access = await openAccess({ file: ':memory:', clock, passwordCost, ...ways });
  const queen = await aQueen({ manual: clock, access, ...config });
  const browser = (headers?: Headers) => new Browser(queen, headers);
  return {
    ...queen,
    access,
    caller: (token) => new Caller(queen, token === undefined ? {} : { authorization: `Bearer ${token}` }),
    browser,
    admin: async () => {
      const admin = browser();
      await admin.post(ROUTES.setup, { secret: access.setupSecret(), name: 'ada', password: PASSWORD });
      return admin;
    },
    person: async (admin, name, role) => {
      const made = await admin.post(ROUTES.users, { name, role });
      const secret = secretIn(made.json()['setup_path']);
      const person = browser();
      await person.post(ROUTES.setup, { secret, name, password: PASSWORD });
      return person;
    },
  };
}

/** The secret of a setup address. */
export const secretIn = (setupPath: string): string => setupPath.split('#')[1] ?? '';

/** Status and code of a refusal. */
export const codeOf = (answer: { readonly statusCode: number; json(): unknown }) => [
  answer.statusCode,
  (answer.json() as { code?: string }).code,
];
