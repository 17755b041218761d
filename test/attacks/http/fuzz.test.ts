import { expect } from 'chai';
import { whyWrong } from '../../../bench/fuzz/failures.ts';
import { failureLines } from '../../../bench/fuzz/report.ts';
import type { FuzzedRequest } from '../../../bench/fuzz/requests.ts';
import { fuzz } from '../../../bench/fuzz/run.ts';
import { startFuzzedServer } from '../../../bench/fuzz/world.ts';
import { operations } from '../../api/access/support/operations.ts';
import { emptyPostgres, postgresServer } from '../../harness/database.ts';

/** The same requests in every run; `FUZZ_SEED` draws others. */
const seed = Number(process.env.FUZZ_SEED ?? 4_711);
const count = 500;

/** A database of its own: requests that nobody would send change environments, too. */
async function startServer() {
  const empty = postgresServer === undefined ? null : await emptyPostgres(postgresServer);
  return startFuzzedServer(empty?.url ?? null);
}

type Kind = 'API' | 'sign-in page' | 'endpoint of the library' | 'page';

function kindOf({ route }: FuzzedRequest): Kind {
  if (/ \/api\/v1\b/.test(route)) return 'API';
  if (/ \/interaction\//.test(route)) return 'sign-in page';
  const library = / \/(?:auth|token|me|jwks|session|request|device|reg|\.well-known)\b/;
  return library.test(route) ? 'endpoint of the library' : 'page';
}

/** What requests of every kind have and lack. */
const traits: Readonly<Record<string, (request: FuzzedRequest) => boolean>> = {
  body: ({ body }) => body !== null,
  query: ({ target }) => target.includes('?'),
  type: (request) => has(request, 'content-type'),
  caller: (request) => has(request, 'authorization'),
  cookie: (request) => has(request, 'cookie'),
  origin: (request) => has(request, 'origin'),
};

/** What is too seldom to be seen with every kind among so few. */
const rareTraits: typeof traits = {
  packing: (request) => has(request, 'content-encoding'),
  'body in parts': ({ framing, body }) => framing === 'chunked' && body !== null,
  'body of a type that is neither JSON nor a form': ({ headers }) =>
    headers.some(([name, value]) => name === 'content-type' && !/json|form-url/i.test(value)),
};

function has({ headers }: FuzzedRequest, wanted: string): boolean {
  return headers.some(([name]) => name === wanted);
}

/** `API with body`, `page without query`, and so on. */
function traitsOf(requests: readonly FuzzedRequest[]): Set<string> {
  const seen = requests.flatMap((request) => [
    ...Object.entries(traits).map(
      ([name, isThere]) => `${kindOf(request)} ${withOr(isThere(request))} ${name}`,
    ),
    ...Object.entries(rareTraits).map(([name, isThere]) => `${withOr(isThere(request))} ${name}`),
  ]);
  return new Set(seen);
}

function withOr(isThere: boolean): string {
  return isThere ? 'with' : 'without';
}

const kinds: readonly Kind[] = ['API', 'sign-in page', 'endpoint of the library', 'page'];

const everyTrait: readonly string[] = ['with', 'without'].flatMap((word) => [
  ...kinds.flatMap((kind) => Object.keys(traits).map((name) => `${kind} ${word} ${name}`)),
  ...Object.keys(rareTraits).map((name) => `${word} ${name}`),
]);

describe(`requests that nobody would send (FUZZ_SEED=${seed})`, () => {
  it('are all answered, none with an error of the server, and leave their connections in order', async () => {
    const server = await startServer();
    const sent: FuzzedRequest[] = [];
    const numbers = Array.from({ length: count }, (_, index) => index);
    const { failures } = await fuzz(server, { seed, numbers }, { onRequest: (each) => sent.push(each) });
    await server.stop();
    expect(failures.flatMap((failure) => failureLines(failure, seed)).join('\n')).to.equal('');
    expect(sent).to.have.length(count);

    const asked = new Set(sent.map(({ route }) => route));
    const called = operations.filter(({ method, path }) => asked.has(`${method} /api/v1${path}`));
    expect(called.length / operations.length).to.be.above(0.9);
    const seen = traitsOf(sent);
    expect(everyTrait.filter((each) => !seen.has(each))).to.deep.equal([]);
    const methods = new Set(sent.map(({ method }) => method));
    expect([...methods]).to.include.members(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
  }).timeout(180_000);

  const request: FuzzedRequest = {
    number: 0,
    route: 'GET /',
    method: 'GET',
    target: '/',
    headers: [],
    body: null,
    framing: 'length',
    expectsContinue: false,
  };
  const answer = (status: number, body = '', headers: readonly (readonly [string, string])[] = []) => ({
    status,
    body,
    headers: new Map(headers),
  });

  it('fail the run where one is answered as it should not be', () => {
    expect(whyWrong(answer(500, 'Internal Server Error'), request)).to.match(/^answered 500: Internal/);
    expect(whyWrong(answer(503), request)).to.match(/^answered 503/);
    expect(whyWrong({ none: 'time-out' }, request)).to.equal('no answer in time');
    expect(whyWrong({ none: 'closed' }, request)).to.equal('the connection was closed without an answer');
    const call = { ...request, target: '/api/v1/organizations/acme?q=1' };
    expect(whyWrong(answer(402, '{}'), call)).to.match(/^answered 402, .+: is not an answer of readOrg/);
    expect(whyWrong(answer(400, 'at /srv/src/web/app.ts:1'), request)).to.match(/^tells of the inside/);
  });

  it('do not fail it where the server says no, or when to come back', () => {
    expect(whyWrong(answer(404), request)).to.equal(null);
    expect(whyWrong(answer(503, '', [['retry-after', '1']]), request)).to.equal(null);
  });
});
