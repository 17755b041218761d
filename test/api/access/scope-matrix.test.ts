import { expect } from 'chai';
import { decodeJwt } from 'jose';
import { ApiClient, operatorToken } from '../../harness/api.ts';
import { forApi } from '../../harness/scopes.ts';
import { createWorld, seed, signIn, type World } from '../../harness/world.ts';
import { mintLike } from './support/minted-tokens.ts';
import { accessIn, call, type Group, groupOf, operations } from './support/operations.ts';

const scopes = ['account', 'organization:admin', 'operator', 'openid', 'offline_access'] as const;

type Scope = (typeof scopes)[number];
type Bearer = 'person' | 'machine';

/** Every subset, the empty one too. */
const subsets: readonly (readonly Scope[])[] = Array.from({ length: 2 ** scopes.length }, (_, bits) =>
  scopes.filter((_scope, index) => (bits >> index) % 2 === 1),
);

/** Which one scope lets whom in, as the public interface says it; null: nothing does. */
const needed: Readonly<Record<Group, Readonly<Record<Bearer, Scope | null>>>> = {
  enrolling: { person: 'account', machine: null },
  'own account': { person: 'account', machine: null },
  administration: { person: 'organization:admin', machine: 'operator' },
  operator: { person: null, machine: 'operator' },
};

/** What the refusal tells to ask for. */
const told: Readonly<Record<Group, Readonly<Record<Bearer, Scope>>>> = {
  enrolling: { person: 'account', machine: 'account' },
  'own account': { person: 'account', machine: 'account' },
  administration: { person: 'organization:admin', machine: 'operator' },
  operator: { person: 'operator', machine: 'operator' },
};

describe(`ruling 29: every subset of scopes at ${operations.length} operations`, () => {
  let world: World;
  let tokens: Record<Bearer, string>;
  let asked = 0;

  before(async () => {
    // Its registration stands in the way of nothing: what a token carries is all that decides.
    const grant_types = ['authorization_code', 'client_credentials', 'refresh_token'];
    world = await createWorld({ client: { grant_types, scope: scopes.join(' ') } });
    const { server, slug, olivia, application } = world;
    const { answer } = await signIn(application, olivia, { parameters: forApi(server) });
    const person = (await application.redeem(answer, forApi(server).resource)).access_token;
    const machine = { id: `${slug}-machine`, secret: 'a long secret of a machine' };
    await seed(server, {
      clients: [
        {
          client_id: machine.id,
          client_secret: machine.secret,
          grant_types: ['client_credentials'],
          scope: scopes.join(' '),
        },
      ],
    });
    tokens = { person, machine: await operatorToken(server, machine) };
  });

  for (const bearer of ['person', 'machine'] as const)
    for (const subset of subsets)
      it(`of a ${bearer}: ${subset.join(' ') || 'none'}`, async () => {
        const { server, slug } = world;
        const token = await mintLike(server, tokens[bearer], { scope: subset.join(' ') });
        const api = new ApiClient(server, token);
        for (const operation of operations) {
          const group = groupOf(operation);
          const reply = await call(api, operation, slug);
          const name = `${operation.method} ${operation.path}: ${JSON.stringify(reply.body)}`;
          const mayCall = subset.some((scope) => scope === needed[group][bearer]);
          expect(accessIn(reply), name).to.equal(mayCall ? 'let in' : 'no scope');
          if (!mayCall)
            expect(reply.headers.get('www-authenticate'), name).to.equal(
              `Bearer error="insufficient_scope", scope="${told[group][bearer]}"`,
            );
          asked += 1;
        }
      }).timeout(120_000);

  after(() => {
    console.info(`      ${asked} of ${2 * subsets.length * operations.length} answers`);
  });
});

/** What the real flow gives: an application is registered for as much as it asks. */
const flows: readonly (readonly Scope[])[] = [
  ['openid'],
  ['openid', 'offline_access'],
  ['openid', 'account'],
  ['openid', 'organization:admin'],
  ['openid', 'account', 'organization:admin'],
  ['openid', 'offline_access', 'account', 'organization:admin'],
];

describe('ruling 29: tokens of the real flow', () => {
  for (const asked of flows)
    it(`for ${asked.join(' ')} carry of it what is the API's, and open that`, async () => {
      const scope = asked.join(' ');
      const world = await createWorld({ client: { scope } });
      const { application, olivia, server, slug } = world;
      const { resource } = forApi(server);
      const prompt = asked.includes('offline_access') ? { prompt: 'consent' } : {};
      const { browser, answer } = await signIn(application, olivia, {
        parameters: { scope, resource, ...prompt },
      });
      const back = answer.name === 'consent' ? await browser.submit(answer) : answer;
      const { access_token: token } = await application.redeem(back, resource);
      const expected = asked.filter((each) => each === 'account' || each === 'organization:admin');
      expect(decodeJwt(token).scope).to.equal(expected.join(' ') || undefined);
      const api = new ApiClient(server, token);
      const [own, organization] = [await api.get('/me'), await api.get(`/organizations/${slug}`)];
      expect(own.status).to.equal(asked.includes('account') ? 200 : 403);
      expect(organization.status).to.equal(asked.includes('organization:admin') ? 200 : 403);
    });
});
