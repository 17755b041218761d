import { expect } from 'chai';
import { decodeJwt } from 'jose';
import * as oidc from 'openid-client';
import {
  claimsOfProfile,
  isStandardClaim,
  ownFields,
  statedClaims,
} from '../../src/people/standard-claims.ts';
import { readSeedingDocument } from '../../src/seeding/document.ts';
import { exportDocument } from '../../src/seeding/export.ts';
import { createWorld, signIn, type TestPerson, type World } from '../harness/world.ts';

const resource = 'https://api.example/';
const scope = 'openid profile email phone address organization';

/** What a row from before the rule may hold: every name that is ours, and some that are nobody's. */
const imported: Readonly<Record<string, unknown>> = {
  ...Object.fromEntries([...statedClaims, ...ownFields].map((name) => [name, 'imported'])),
  mfa_time: 4_102_444_800,
  amr: ['imported', 'mfa'],
  organization: { imported: { id: 'x', roles: ['owner'] } },
  email_verified: false,
  constructor: 'imported',
  department: 'imported',
  'given_name#fr': 'imported',
  // Standard, but of another type.
  family_name: ['imported'],
  phone_number_verified: 'imported',
  address: { locality: 'Brussels', imported: 'imported', region: { imported: 1 } },
  updated_at: 'imported',
};
const ownProfile = { given_name: 'Greta', locale: 'nl-BE' };

async function poison({ server }: World, { email }: TestPerson): Promise<void> {
  const profile = JSON.stringify({ ...imported, ...ownProfile });
  await server.countersign.db.sql('UPDATE users SET profile = $2 WHERE email = $1', [email, profile]);
}

/** Asks for each of them by name as well. @see OpenID Connect Core 1.0 section 5.5 */
function everyClaim(): string {
  const asked = Object.fromEntries(
    Object.keys(imported)
      .filter((name) => name !== 'acr' && name !== 'organization')
      .map((name) => [name, null]),
  );
  return JSON.stringify({ id_token: asked, userinfo: asked });
}

/** Everything that an application and an API learn about a person, and what it learns at a refresh. */
async function toldOf(world: World, person: TestPerson, parameters: Record<string, string>) {
  const { application } = world;
  const { answer } = await signIn(application, person, { parameters: { scope, ...parameters } });
  const tokens = await application.redeem(answer);
  const sub = tokens.claims()?.sub ?? '';
  const told = {
    idToken: decodeJwt(tokens.id_token ?? ''),
    userinfo: await oidc.fetchUserInfo(application.config, tokens.access_token, sub),
    introspection: await oidc.tokenIntrospection(application.config, tokens.access_token),
  };
  const refreshed = await application.refresh(tokens.refresh_token ?? '');
  return { ...told, refreshed: decodeJwt(refreshed.id_token ?? '') };
}

async function accessTokenOf(world: World, person: TestPerson) {
  const { answer } = await signIn(world.application, person, {
    parameters: { scope: 'openid read', resource },
  });
  return decodeJwt((await world.application.redeem(answer, resource)).access_token);
}

describe('ruling 30: what was imported about a person', () => {
  for (const [name, parameters] of [
    ['by scopes', {}],
    ['by name', { claims: everyClaim() }],
  ] as const) {
    it(`is told as far as it is a standard claim, asked for ${name}`, async () => {
      const world = await createWorld();
      const before = await toldOf(world, world.greta, parameters);
      await poison(world, world.greta);
      const told = await toldOf(world, world.greta, parameters);
      expect(JSON.stringify(told)).not.to.include('imported').and.not.to.include('4102444800');
      expect(told.userinfo).to.deep.equal({
        ...before.userinfo,
        ...ownProfile,
        auth_time: told.idToken.auth_time,
        address: { locality: 'Brussels' },
      });
      for (const part of ['idToken', 'introspection', 'refreshed'] as const) {
        const added = Object.keys(told[part]).filter((name) => !(name in before[part]));
        expect(added, part).to.deep.equal(
          'claims' in parameters && part !== 'introspection' ? ['address'] : [],
        );
      }
      expect([told.idToken.amr, told.idToken.acr]).to.deep.equal([['pwd'], 'urn:countersign:acr:1']);
    });
  }

  it('is in no access token', async () => {
    const world = await createWorld();
    const before = await accessTokenOf(world, world.greta);
    await poison(world, world.greta);
    const after = await accessTokenOf(world, world.greta);
    expect(Object.keys(after).toSorted()).to.deep.equal(Object.keys(before).toSorted());
    expect(JSON.stringify(after)).not.to.include('imported').and.not.to.include('4102444800');
  });

  it('is in no export, which is applied as before', async () => {
    const world = await createWorld();
    await poison(world, world.mina);
    const text = JSON.stringify(await exportDocument(world.server.countersign.db, world.slug));
    expect(text).to.include(world.mina.email).and.not.to.include('department');
    expect(readSeedingDocument(text)).to.include({ ok: true });
  });

  it('has no name that Countersign states', async () => {
    const world = await createWorld();
    const told = await toldOf(world, world.tomas, { claims: everyClaim() });
    const discovery = await fetch(`${world.server.issuer}/.well-known/openid-configuration`);
    const { claims_supported: supported } = (await discovery.json()) as { claims_supported: string[] };
    const names = [...Object.values(told), await accessTokenOf(world, world.greta)].flatMap(Object.keys);
    for (const name of [...names, ...supported, 'groups', 'roles']) {
      const sources = [statedClaims.has(name), ownFields.has(name), isStandardClaim(name)];
      expect(sources.filter(Boolean), name).to.have.length(1);
    }
    const [row] = await world.server.countersign.db.sql<{ profile: Record<string, unknown> }>(
      `SELECT '{"__proto__": {"amr": 1}, "given_name": "G"}'::jsonb AS profile`,
    );
    expect(claimsOfProfile(row?.profile ?? {})).to.deep.equal({ given_name: 'G' });
  });
});
