import { expect } from 'chai';
import { Refusal } from '../../src/refusal/refusal.ts';
import { expectedVersion, readIfMatch } from '../../src/web/api/answers/entity-tags.ts';
import { InvalidValue } from '../../src/web/api/answers/errors.ts';
import { type ApiClient, operatorOf } from '../harness/api.ts';
import { createWorld, type World } from '../harness/world.ts';

/** Whether a write of version 7 goes on, is too late, or is not understood. */
const table: readonly (readonly [header: string, outcome: 'done' | 'stale' | 'malformed'])[] = [
  ['*', 'done'],
  [' * ', 'done'],
  ['"7"', 'done'],
  ['"1", "7"', 'done'],
  ['"7","1"', 'done'],
  ['W/"1", "7"', 'done'],
  [', "1" ,\t"7",,', 'done'],
  ['"1", "7", "a,b"', 'done'],
  ['"6"', 'stale'],
  ['"8"', 'stale'],
  ['""', 'stale'],
  ['W/"7"', 'stale'],
  ['W/"7", W/"8"', 'stale'],
  ['"07"', 'stale'],
  ['"7.0"', 'stale'],
  ['" 7"', 'malformed'],
  ['"0x7"', 'stale'],
  ['"33a64df551425fcc55e4d42a148795d9f25f89d4"', 'stale'],
  ['"1,7"', 'stale'],
  ['"*"', 'stale'],
  ['"\xe9"', 'stale'],
  ['7', 'malformed'],
  ['', 'malformed'],
  [' ', 'malformed'],
  [',', 'malformed'],
  ['"7', 'malformed'],
  ['7"', 'malformed'],
  ["'7'", 'malformed'],
  ['w/"7"', 'malformed'],
  ['W/7', 'malformed'],
  ['W/ "7"', 'malformed'],
  ['"7" "8"', 'malformed'],
  ['"7", 8', 'malformed'],
  ['*, "7"', 'malformed'],
  ['"7", *', 'malformed'],
  ['"7"; x', 'malformed'],
  ['null', 'malformed'],
];

function outcomeOf(header: string): string {
  try {
    expectedVersion(readIfMatch(header), { version: 7 });
    return 'done';
  } catch (error) {
    if (error instanceof Refusal) return error.code === 'stale_version' ? 'stale' : error.code;
    if (error instanceof InvalidValue && error.status === 400) return 'malformed';
    throw error;
  }
}

describe('If-Match', () => {
  for (const [header, outcome] of table)
    it(`${JSON.stringify(header)} is ${outcome} at version 7`, () => {
      expect(outcomeOf(header)).to.equal(outcome);
    });

  it('that is absent asks for nothing', () => {
    expect(expectedVersion(readIfMatch(undefined), { version: 7 })).to.equal(null);
  });

  describe('at every operation with a version', () => {
    let world: World;
    let operator: ApiClient;

    before(async () => {
      world = await createWorld({ plan: 'team' });
      operator = await operatorOf(world);
    });

    const path = () => `/organizations/${world.slug}`;
    const writes: readonly (readonly [method: string, path: string, body: (round: number) => unknown])[] = [
      ['PATCH', '', (round) => ({ name: `Name ${round}` })],
      ['PUT', '/seats', (round) => ({ seats: 20 + round })],
      ['PUT', '/plan', (round) => ({ plan: round % 2 === 0 ? 'team' : 'enterprise' })],
      ['PUT', '/enforcement', (round) => ({ preset: 'all-at-once', grace_days: round })],
    ];
    const read = async () => {
      const { headers, body } = await operator.get(path());
      const enforcement = await operator.get(`${path()}/enforcement`);
      expect(enforcement.headers.get('etag')).to.equal(headers.get('etag'));
      return { etag: headers.get('etag') ?? '', documents: [body, enforcement.body] };
    };

    it('decides whether it is done, and what is refused changes nothing', async () => {
      let round = 0;
      for (const [method, rest, bodyOf] of writes) {
        const { etag, documents } = await read();
        const refused: readonly (readonly [header: string, status: number, code: string])[] = [
          ['""', 412, 'stale_version'],
          [`W/${etag}`, 412, 'stale_version'],
          ['"foreign"', 412, 'stale_version'],
          ['"999999"', 412, 'stale_version'],
          ['"foreign", W/"1"', 412, 'stale_version'],
          [etag.replaceAll('"', ''), 400, 'malformed_request'],
          ['"', 400, 'malformed_request'],
        ];
        for (const [header, status, code] of refused) {
          const answer = await operator.send(method, path() + rest, bodyOf(99), { 'if-match': header });
          expect([answer.status, answer.body.code], `${method} ${rest} ${header}`).to.deep.equal([
            status,
            code,
          ]);
        }
        expect(await read()).to.deep.equal({ etag, documents });
        for (const headerOf of [(now: string) => now, (now: string) => `"foreign", ${now}`, () => '*']) {
          round += 1;
          const now = (await read()).etag;
          const answer = await operator.send(method, path() + rest, bodyOf(round), {
            'if-match': headerOf(now),
          });
          expect(answer.status, `${method} ${rest} ${headerOf(now)}`).to.equal(200);
          expect(answer.headers.get('etag')).not.to.equal(now);
        }
      }
    });

    it('is not passed over where there is no version', async () => {
      const invite = (email: string, header: string) =>
        operator.post(`${path()}/invitations`, { email }, { 'if-match': header });
      const email = `nora@${world.slug}.example`;
      const refused = await invite(email, '"1"');
      expect([refused.status, refused.body.code]).to.deep.equal([412, 'stale_version']);
      expect((await operator.get(`${path()}/invitations`)).body.items).to.deep.equal([]);
      expect((await invite(email, '*')).status).to.equal(201);
    });
  });
});
