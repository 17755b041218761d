import { expect } from 'chai';
import { type AuditRow, auditOf, auditOfOrganization } from '../../attacks/support/audit-rows.ts';
import { type Answer, Browser } from '../../harness/browser.ts';
import { codeOf, createWorld, everyoneNow, passPassword, signIn, type World } from '../../harness/world.ts';

/** Damages one row as a disk, a careless hand or a restored backup would. */
async function damage(world: World, statement: string, parameters: readonly unknown[]): Promise<void> {
  const rows = await world.server.countersign.db.sql(`${statement} RETURNING 1`, parameters);
  expect(rows).to.have.length(1);
}

const ofPolicy = (rows: readonly AuditRow[]) => rows.filter(({ type }) => type === 'facts.unreadable');

/** Signs somebody in completely; answers the claims of the ID token. */
async function claimsOf(world: World, who: 'olivia' | 'tomas' | 'greta', step = 0) {
  const { answer } = await signIn(world.application, world[who], { step });
  return (await world.application.redeem(answer)).claims();
}

async function silently(world: World, browser: Browser): Promise<Answer> {
  return browser.request(await world.application.authorizationUrl({ prompt: 'none' }));
}

async function refusalOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    return String(Object(error).error);
  }
  throw new Error('it was not refused');
}

describe('R18: a row that cannot be read', () => {
  let first: World;
  let errorsBefore: number;
  const errorsIn = ({ server }: World) =>
    server.log.filter((line) => line.includes('"level":"error"')).length;

  beforeEach(async () => {
    first = await createWorld({ enforcement: everyoneNow });
    errorsBefore = errorsIn(first);
  });

  afterEach(() => {
    expect(errorsIn(first), 'errors in the log').to.equal(errorsBefore);
  });

  const secrets: [what: string, value: string][] = [
    ['with one bit turned', 'set_byte(secret, 40, get_byte(secret, 40) # 1)'],
    ['cut short', 'substr(secret, 1, 20)'],
    ['empty', "''::bytea"],
    ['of another row', '(SELECT b.secret FROM authenticators b WHERE b.id <> authenticators.id LIMIT 1)'],
  ];
  for (const [what, value] of secrets) {
    it(`(a seed ${what}) keeps its owner out, says so in the audit, and nobody else`, async () => {
      const { application, tomas, server } = first;
      const { browser, answer } = await passPassword(application, tomas);
      await damage(
        first,
        `UPDATE authenticators SET secret = ${value}
         WHERE user_id = (SELECT id FROM users WHERE email = $1)`,
        [tomas.email],
      );
      const refused = await browser.submit(answer, { code: codeOf(tomas.secret ?? '') });
      expect(refused.status).to.equal(422);
      expect(refused.name).to.equal('challenge');
      const told = ofPolicy(await auditOf(server, tomas.email));
      expect(told).to.have.length(1);
      expect(told[0]?.detail).to.include({ what: 'secret' }).and.to.have.property('authenticator');
      expect(JSON.stringify(told)).not.to.include(tomas.secret ?? '');
      expect((await claimsOf(first, 'olivia'))?.amr).to.include('mfa');
    });
  }

  const policies: [what: string, column: string, value: unknown][] = [
    ['a word', 'enforcement', 'everyone'],
    ['a list', 'enforcement', []],
    ['an empty object', 'enforcement', {}],
    ['a value of a newer version', 'enforcement', { required: 'sometimes' }],
    ['false', 'enforcement', false],
    ['the policy before, broken', 'enforcement_before', { required: 'nobody' }],
  ];
  for (const [what, column, value] of policies) {
    it(`(a policy that is ${what}) lets nobody of the organization in, and everybody else`, async () => {
      const other = await createWorld({ enforcement: everyoneNow });
      const { browser, answer } = await signIn(first.application, first.tomas);
      const tokens = await first.application.redeem(answer);
      const half = await passPassword(first.application, first.olivia);
      await damage(first, `UPDATE organizations SET ${column} = $2::jsonb WHERE slug = $1`, [
        first.slug,
        JSON.stringify(value),
      ]);
      expect(first.application.errorOf(await silently(first, browser))).to.equal('access_denied');
      expect(await refusalOf(first.application.refresh(tokens.refresh_token ?? ''))).to.equal(
        'invalid_grant',
      );
      const refused = await half.browser.submit(half.answer, { code: codeOf(first.olivia.secret ?? '') });
      expect(refused.status).to.be.within(400, 499);
      const fresh = await passPassword(first.application, first.mina);
      expect(fresh.answer.name).to.equal('refused');
      expect((await claimsOf(first, 'greta'))?.amr).to.deep.equal(['pwd']);
      expect((await claimsOf(other, 'tomas'))?.amr).to.include('mfa');
      const told = ofPolicy(await auditOfOrganization(first.server, first.slug));
      // /auth, the refresh, the half-done sign-in, and for the fresh one its password and the page it led to.
      expect(told.map(({ actor }) => actor.kind)).to.deep.equal(['user', 'system', 'user', 'user', 'user']);
      expect(told.every(({ detail }) => detail.what === 'enforcement')).to.equal(true);
      expect(ofPolicy(await auditOfOrganization(other.server, other.slug))).to.deep.equal([]);
    });
  }

  it('(the payload of a session) signs its owner out, and nobody else', async () => {
    const { browser } = await signIn(first.application, first.tomas);
    const { browser: another } = await signIn(first.application, first.olivia);
    await damage(
      first,
      `UPDATE provider_records SET payload = substr(payload, 1, 50)
       WHERE model = 'Session' AND account_id = (SELECT id FROM users WHERE email = $1)`,
      [first.tomas.email],
    );
    expect(first.application.errorOf(await silently(first, browser))).to.equal('login_required');
    expect(first.application.errorOf(await silently(first, another))).to.equal(null);
  });

  const proofs: [what: string, value: string][] = [
    ['a word', '"mfa"'],
    ['nothing', 'null'],
    ['instants that are words', '{"passwordAt":"yesterday","totpAt":"yesterday"}'],
    ['a factor that is a word', '{"passwordAt":1,"totpAt":"yes"}'],
    ['a key without an instant', '{"passwordAt":1,"webauthn":{}}'],
    ['no first factor', '{"totpAt":1795000000000}'],
  ];
  for (const [what, value] of proofs) {
    it(`(proofs of a session that are ${what}) proves nothing: sign in again`, async () => {
      const { browser, answer } = await signIn(first.application, first.tomas);
      const tokens = await first.application.redeem(answer);
      await damage(
        first,
        `UPDATE session_records SET proofs = $2::jsonb
         WHERE user_id = (SELECT id FROM users WHERE email = $1)`,
        [first.tomas.email, value],
      );
      expect(first.application.errorOf(await silently(first, browser))).to.equal('login_required');
      expect(await refusalOf(first.application.refresh(tokens.refresh_token ?? ''))).to.equal(
        'invalid_grant',
      );
      expect((await claimsOf(first, 'olivia'))?.amr).to.include('mfa');
    });
  }

  for (const column of ['payload', 'progress']) {
    it(`(the ${column} of a sign-in under way) ends that sign-in; it can be begun anew`, async () => {
      const { browser, answer } = await passPassword(first.application, first.tomas);
      await damage(
        first,
        `UPDATE provider_records SET ${column} = set_byte(${column}, 60, get_byte(${column}, 60) # 1)
         WHERE model = 'Interaction' AND account_id = (SELECT id FROM users WHERE email = $1)`,
        [first.tomas.email],
      );
      expect((await browser.request(answer.url)).status).to.equal(410);
      const posted = await browser.submit(answer, { code: codeOf(first.tomas.secret ?? '') });
      expect(posted.status).to.equal(410);
      const uid = /\/interaction\/([^/]+)/.exec(answer.url)?.[1] ?? '';
      const resumed = await browser.request(`${first.server.issuer}/auth/${uid}`);
      expect(resumed.status).to.be.within(303, 400);
      expect(resumed.location ?? '').not.to.include('code=');
      expect((await claimsOf(first, 'tomas'))?.amr).to.include('mfa');
    });
  }

  it('(the grant behind a refresh token, or the token itself) makes it invalid, and no other', async () => {
    for (const model of ['Grant', 'RefreshToken', 'AuthorizationCode']) {
      const world = await createWorld({ enforcement: everyoneNow });
      const { answer } = await signIn(world.application, world.tomas);
      const tokens = model === 'AuthorizationCode' ? null : await world.application.redeem(answer);
      await damage(
        world,
        `UPDATE provider_records SET payload = substr(payload, 2)
         WHERE model = $2 AND account_id = (SELECT id FROM users WHERE email = $1)`,
        [world.tomas.email, model],
      );
      const attempt =
        tokens === null
          ? world.application.redeem(answer)
          : world.application.refresh(tokens.refresh_token ?? '');
      expect(await refusalOf(attempt), model).to.equal('invalid_grant');
      expect((await claimsOf(world, 'olivia'))?.amr).to.include('mfa');
    }
  });

  it('(the secrets of a client) makes it an unknown client, and no other', async () => {
    const { application, otherApplication, tomas } = first;
    await damage(first, "UPDATE clients SET metadata = metadata || '\\x00'::bytea WHERE client_id = $1", [
      otherApplication.clientId,
    ]);
    const refused = await otherApplication.start(new Browser());
    expect(refused.status).to.equal(400);
    expect(refused.name).to.equal('error');
    const { answer } = await signIn(application, tomas);
    expect(answer.location).to.include('code=');
    // Whoever reads every client, as an export of everything does, reads these tables as well.
    await damage(
      first,
      'UPDATE clients SET metadata = substr(metadata, 1, length(metadata) - 1) WHERE client_id = $1',
      [otherApplication.clientId],
    );
  });
});
