import { expect } from 'chai';
import { decodeJwt } from 'jose';
import * as oidc from 'openid-client';
import type { Application } from '../../harness/application.ts';
import type { Answer } from '../../harness/browser.ts';
import { passPassword } from '../../harness/world.ts';
import { relaxedApplication } from '../support/relaxed-application.ts';
import { goBy, type Traveller, travellerBy, type Way } from '../support/ways.ts';

const level = (number: 1 | 2) => `urn:countersign:acr:${number}`;

interface Row {
  readonly amr: readonly string[];
  readonly acr: string;
  /** What the organization's claim says of this proof; null for somebody of no organization. */
  readonly by: 'proof' | 'exempt' | null;
}

/** The table of the product's documentation, section "Claims". */
const table: Readonly<Record<Way, Row>> = {
  password: { amr: ['pwd'], acr: level(1), by: null },
  exemption: { amr: ['pwd'], acr: level(1), by: 'exempt' },
  TOTP: { amr: ['pwd', 'otp', 'mfa'], acr: level(2), by: 'proof' },
  enrolment: { amr: ['pwd', 'otp', 'mfa'], acr: level(2), by: 'proof' },
  'recovery code': { amr: ['pwd', 'recovery', 'mfa'], acr: level(2), by: 'proof' },
};

const api = 'https://api.example/';
const ofOrganization = { scope: 'openid organization' };
const forApi = { scope: 'openid read', resource: api };

type Claims = Readonly<Record<string, unknown>>;

function expectRow(row: Row, claims: Claims | undefined): void {
  expect([claims?.amr, claims?.acr]).to.deep.equal([row.amr, row.acr]);
  expect(typeof claims?.mfa_time).to.equal(row.amr.includes('mfa') ? 'number' : 'undefined');
}

function expectOrganization({ world }: Traveller, row: Row, claims: Claims | undefined): void {
  const all = claims?.organization as Record<string, { readonly roles: unknown; readonly mfa: Claims }>;
  const entries = Object.entries(all).map(([slug, { roles, mfa }]) => [slug, roles, mfa.satisfied, mfa.by]);
  expect(entries).to.deep.equal(row.by === null ? [] : [[world.slug, ['member'], true, row.by]]);
}

/** ID token, userinfo, introspection and the next refresh of what a sign-in came back with. */
async function expectEverywhere(
  traveller: Traveller,
  row: Row,
  application: Application,
  answer: Answer,
): Promise<void> {
  const tokens = await application.redeem(answer);
  const claims = tokens.claims();
  expectRow(row, claims);
  expectOrganization(traveller, row, claims);
  const info = await oidc.fetchUserInfo(application.config, tokens.access_token, claims?.sub ?? '');
  expectOrganization(traveller, row, info);
  expectRow(row, info);
  const introspected = await oidc.tokenIntrospection(application.config, tokens.access_token);
  expect(introspected.active).to.equal(true);
  expectRow(row, introspected);
  const refreshed = (await application.refresh(tokens.refresh_token ?? '')).claims();
  expectRow(row, refreshed);
  expectOrganization(traveller, row, refreshed);
  expect([refreshed?.auth_time, refreshed?.mfa_time]).to.deep.equal([claims?.auth_time, claims?.mfa_time]);
}

/** The JWT access token for the API: from the code, and again from the refresh token. */
async function expectInJwt(row: Row, application: Application, answer: Answer): Promise<void> {
  const { access_token: token, refresh_token: refresh } = await askForApi(
    application,
    application.redemption(answer),
  );
  const again = await askForApi(application, { grant_type: 'refresh_token', refresh_token: refresh });
  for (const each of [token, again.access_token]) {
    const claims = decodeJwt(each);
    expectRow(row, claims);
    expect([claims.aud, claims.scope]).to.deep.equal([api, 'read']);
    expect(Number(claims.exp) - Number(claims.iat)).to.be.at.most(300);
  }
}

async function askForApi(application: Application, body: Record<string, string>) {
  const response = await fetch(application.config.serverMetadata().token_endpoint ?? '', {
    method: 'POST',
    headers: application.credentials(),
    body: new URLSearchParams({ ...body, resource: api }),
  });
  expect(response.status).to.equal(200);
  return (await response.json()) as { access_token: string; refresh_token: string };
}

for (const way of Object.keys(table) as Way[]) {
  const row = table[way];

  describe(`A-24 ${way}`, () => {
    it('A-24 is stated at the sign-in and after a refresh', async () => {
      const traveller = await travellerBy(way);
      const { application } = traveller.world;
      const { answer } = await goBy(traveller, application, { parameters: ofOrganization });
      await expectEverywhere(traveller, row, application, answer);
    });

    it('A-24 is stated at a second application that asks nothing more', async () => {
      const traveller = await travellerBy(way);
      const { application, otherApplication } = traveller.world;
      const { browser } = await goBy(traveller, application);
      const answer = await otherApplication.start(browser, { ...ofOrganization, prompt: 'none' });
      await expectEverywhere(traveller, row, otherApplication, answer);
    });

    it('A-24 is stated after a session that began with the password alone was stepped up', async () => {
      const traveller = await travellerBy(way);
      const { world, person, prove } = traveller;
      const relaxed = await relaxedApplication(world);
      const { browser, answer } = await passPassword(relaxed, person);
      expectRow(table.password, (await relaxed.redeem(answer)).claims());
      const page = await world.application.start(browser, ofOrganization);
      await expectEverywhere(traveller, row, world.application, await prove(browser, page));
    });

    it('A-24 is stated in a JWT access token', async () => {
      const traveller = await travellerBy(way);
      const { application, otherApplication } = traveller.world;
      const { browser, answer } = await goBy(traveller, application, { parameters: forApi });
      await expectInJwt(row, application, answer);
      await expectInJwt(row, otherApplication, await otherApplication.start(browser, forApi));
    });
  });
}
