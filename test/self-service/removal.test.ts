import { expect } from 'chai';
import { type ApiClient, apiOf, operatorOf } from '../harness/api.ts';
import { travel } from '../harness/clock.ts';
import { mailsTo } from '../harness/mails.ts';
import { codeOf, createWorld, enroll, passPassword, type World } from '../harness/world.ts';
import {
  anotherBrowser,
  anotherOrganization,
  browserAndApi,
  devicesOf,
  enrollBy,
  eventsOf,
  everyoneWith,
  factorsOf,
  isSignedIn,
  organizationsOf,
  rememberDeviceOf,
  subjectsTo,
} from './support/people.ts';

/** Removes the only factor of the person. */
async function removeFactor(api: ApiClient) {
  const [id] = await factorsOf(api);
  return api.delete(`/me/authenticators/${id}`);
}

/** Gives somebody a set of recovery codes of which one is used. @returns its id */
async function usedRecoveryCodeOf({ server }: World, email: string): Promise<string> {
  const [code] = await server.countersign.db.sql<{ id: string }>(
    `INSERT INTO recovery_codes (id, user_id, salt, hash, used_at)
     SELECT gen_random_uuid(), id, '', '', now() FROM users WHERE email = $1 RETURNING id`,
    [email],
  );
  return code?.id ?? '';
}

const asMember = ({ tomas }: World) => [{ email: tomas.email, role: 'member' }];

async function membershipOf(world: World, slug: string, email: string) {
  const [row] = await world.server.countersign.db.sql<{ suspended: string | null; role: string }>(
    `SELECT m.suspended, m.role FROM members m JOIN users u ON u.id = m.user_id
     JOIN organizations o ON o.id = m.organization_id WHERE o.slug = $1 AND u.email = $2`,
    [slug, email],
  );
  return row ?? null;
}

describe('removing a factor through the API', () => {
  it('T22: is free where nobody requires one; then no code is asked any more', async () => {
    const world = await createWorld();
    const { browser, api } = await browserAndApi(world, world.tomas);
    const other = await anotherBrowser(world, world.tomas, 1);
    await rememberDeviceOf(world, world.tomas);
    expect((await api.post('/me/recovery-codes')).body.recovery_codes).to.have.length(10);
    const answer = await removeFactor(api);
    expect([answer.status, answer.body]).to.deep.equal([200, { removed_from: [], suspended_in: [] }]);
    expect(await isSignedIn(world, browser)).to.equal(true);
    expect(await isSignedIn(world, other)).to.equal(false);
    expect(await devicesOf(world, world.tomas), 'D32').to.equal(0);
    expect((await api.get('/me')).body).to.deep.include({ factors: [], recovery_codes_left: 0 });
    expect((await passPassword(world.application, world.tomas)).answer.location).to.include('code=');
    expect(await subjectsTo(world, world.tomas.email)).to.include('Countersign: a second step was removed');
    expect(await eventsOf(world, world.tomas.email)).to.include('authenticator.removed');
  });

  it('T13: is refused under enforcement, with the organizations, and nothing changes', async () => {
    const world = await createWorld({ enforcement: everyoneWith('forbid') });
    const other = await anotherOrganization(world, everyoneWith('remove'), asMember(world));
    const api = await apiOf(world, world.tomas);
    const answer = await removeFactor(api);
    expect([answer.status, answer.body.code, answer.body.list]).to.deep.equal([
      409,
      'factor_required_by',
      [world.slug],
    ]);
    expect(await factorsOf(api)).to.have.length(1);
    expect(await organizationsOf(api)).to.include(other);
  });

  it('M7: is refused to somebody who is enforced individually, and free for the others', async () => {
    const world = await createWorld({ enforcement: { preset: 'chosen-people' } });
    const [tomas, olivia] = [await apiOf(world, world.tomas), await apiOf(world, world.olivia)];
    await world.server.countersign.db.sql(
      `UPDATE members SET override = 'required', override_set_at = now() - interval '1 minute'
       WHERE user_id = (SELECT id FROM users WHERE email = $1)`,
      [world.tomas.email],
    );
    expect((await removeFactor(tomas)).body.code).to.equal('factor_required_by');
    expect((await removeFactor(olivia)).status).to.equal(200);
  });

  it('T16: is allowed again after enforcement has ended', async () => {
    const world = await createWorld({ enforcement: everyoneWith('forbid') });
    const api = await apiOf(world, world.tomas);
    expect((await removeFactor(api)).body.code).to.equal('factor_required_by');
    await world.server.countersign.db.sql("UPDATE organizations SET plan = 'free' WHERE slug = $1", [
      world.slug,
    ]);
    expect(await factorsOf(api), 'T15').to.have.length(1);
    expect((await removeFactor(api)).status).to.equal(200);
  });

  it('D40: takes a factor proven in the last five minutes; a recovery code is none', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.tomas);
    const [id] = await factorsOf(api);
    const recoveryCodeId = await usedRecoveryCodeOf(world, world.tomas.email);
    const { sql } = world.server.countersign.db;
    const prove = (proofs: object) =>
      sql('UPDATE session_records SET proofs = $2 WHERE user_id = (SELECT id FROM users WHERE email = $1)', [
        world.tomas.email,
        JSON.stringify({ passwordAt: Date.now(), ...proofs }),
      ]);
    const older = { totpAt: Date.now() - 301_000, totpId: id };
    await prove(older);
    const stale = await api.delete(`/me/authenticators/${id}`);
    expect([stale.status, stale.body.code]).to.deep.equal([401, 'mfa_required']);
    expect(stale.headers.get('www-authenticate')).to.include('max_age="300"');
    // Ruling 23: one that rests on a recovery code reads about its owner and enrols, nothing else.
    for (const proofs of [{}, older]) {
      await prove({ ...proofs, recoveryCodeAt: Date.now(), recoveryCodeId });
      const byCode = await api.delete(`/me/authenticators/${id}`);
      expect([byCode.status, byCode.body.code]).to.deep.equal([401, 'insufficient_user_authentication']);
    }
    await prove({ totpAt: Date.now() - 290_000, totpId: id });
    expect((await api.delete(`/me/authenticators/${id}`)).status).to.equal(200);
  });

  it('D7, D8, D9: says beforehand and afterwards what one is removed from; the others stay', async () => {
    const world = await createWorld({ enforcement: everyoneWith('remove') });
    const second = await anotherOrganization(world, everyoneWith('remove'), asMember(world));
    const third = await anotherOrganization(world, null, asMember(world));
    const api = await apiOf(world, world.tomas);
    const [id] = await factorsOf(api);
    const warning = (await api.get(`/me/authenticators/${id}/consequences`)).body;
    expect(warning.removed_from).to.have.members([world.slug, second]);
    expect(warning).to.deep.include({ suspended_in: [], forbidden_by: [], last_owner_of: [] });
    expect(await organizationsOf(api)).to.have.length(3);
    const answer = await api.delete(`/me/authenticators/${id}`);
    expect(answer.status).to.equal(200);
    expect(answer.body.removed_from).to.have.members([world.slug, second]);
    expect(await organizationsOf(api)).to.deep.equal([third]);
    expect(await subjectsTo(world, world.tomas.email)).to.satisfy((subjects: string[]) =>
      subjects.some(
        (subject) => subject.includes('no longer a member of') && subject.includes(second.toUpperCase()),
      ),
    );
    expect(await subjectsTo(world, world.olivia.email)).to.include(
      `Countersign: a change among the members of ${world.slug.toUpperCase()}`,
    );
    expect(await eventsOf(world, world.tomas.email)).to.include('member.removed');
  });

  it('ruling 1: no grant that carried the organization goes on after it', async () => {
    const world = await createWorld({ enforcement: everyoneWith('remove') });
    const { browser, api } = await browserAndApi(world, world.tomas);
    const { otherApplication } = world;
    const scope = { scope: 'openid organization' };
    const tokens = await otherApplication.redeem(await otherApplication.start(browser, scope));
    expect(tokens.claims()?.organization).to.have.property(world.slug);
    expect((await removeFactor(api)).status).to.equal(200);
    const refused = await otherApplication.refresh(tokens.refresh_token ?? '').catch((error) => error);
    expect(refused).to.have.property('error', 'invalid_grant');
    const again = await otherApplication.redeem(await otherApplication.start(browser, scope));
    expect(again.claims()?.organization ?? {}).not.to.have.property(world.slug);
  });

  it('ruling 11: suspends by rule where the organization says so, and enrolling brings one back', async () => {
    const world = await createWorld({ enforcement: everyoneWith('suspend') });
    const api = await apiOf(world, world.tomas);
    const answer = await removeFactor(api);
    expect(answer.body).to.deep.equal({ removed_from: [], suspended_in: [world.slug] });
    expect(await membershipOf(world, world.slug, world.tomas.email)).to.deep.equal({
      suspended: 'by_rule',
      role: 'member',
    });
    const refused = await api.post('/me/authenticators', { kind: 'totp' });
    expect([refused.status, refused.body.code], 'ruling 24').to.deep.equal([
      401,
      'insufficient_user_authentication',
    ]);
    const { browser, answer: page } = await passPassword(world.application, world.tomas);
    const enrolled = await enroll(world.server, browser, page, world.tomas.email);
    expect(enrolled.answer.location).to.include('code=');
    expect(await membershipOf(world, world.slug, world.tomas.email)).to.have.property('suspended', null);
    const events = await eventsOf(world, world.tomas.email);
    expect(events).to.include.members(['member.suspended', 'member.reinstated']);
  });

  it('D27, ruling 15: enrolling tells the organization that the suspension has ended, once', async () => {
    const world = await createWorld({ enforcement: everyoneWith('suspend') });
    const it = `it@${world.slug}.example`;
    await (await operatorOf(world)).patch(`/organizations/${world.slug}`, { notification_email: it });
    await removeFactor(await apiOf(world, world.tomas));
    const told = async () => {
      const mails = await mailsTo(world.server, it);
      const texts = mails.map(({ text }) => text).filter((text) => text.includes(world.tomas.email));
      return texts.map((text) => /was (suspended|reinstated) on/.exec(text)?.[1]);
    };
    expect(await told()).to.deep.equal(['suspended']);
    const { browser, answer } = await passPassword(world.application, world.tomas);
    await enroll(world.server, browser, answer, world.tomas.email);
    expect(await told()).to.deep.equal(['suspended', 'reinstated']);
  });

  it('ruling 11: does nothing to memberships while another factor remains', async () => {
    const world = await createWorld({ enforcement: everyoneWith('remove') });
    const api = await apiOf(world, world.tomas);
    const [first] = await factorsOf(api);
    await enrollBy(world, api, world.tomas.email, 'Second');
    const answer = await api.delete(`/me/authenticators/${first}`);
    expect([answer.status, answer.body.removed_from]).to.deep.equal([200, []]);
    expect(await organizationsOf(api)).to.deep.equal([world.slug]);
    expect((await api.get('/me')).body.recovery_codes_left).to.equal(10);
  });

  it('ruling 12: never drops the last active owner', async () => {
    const world = await createWorld({ enforcement: everyoneWith('remove') });
    const api = await apiOf(world, world.olivia);
    const answer = await removeFactor(api);
    expect([answer.status, answer.body.code, answer.body.list]).to.deep.equal([
      409,
      'last_owner',
      [world.slug],
    ]);
    expect(await factorsOf(api)).to.have.length(1);
  });

  it('ruling 12: of two owners who drop out at once one stays', async () => {
    const world = await createWorld({ enforcement: everyoneWith('remove') });
    await world.server.countersign.db.sql(
      "UPDATE members SET role = 'owner' WHERE user_id = (SELECT id FROM users WHERE email = $1)",
      [world.tomas.email],
    );
    const apis = [await apiOf(world, world.olivia), await apiOf(world, world.tomas)];
    const answers = await Promise.all(apis.map(removeFactor));
    expect(answers.map(({ status }) => status).toSorted()).to.deep.equal([200, 409]);
  });

  it('hides the factors of others, and what is no factor', async () => {
    const world = await createWorld();
    const [tomas, olivia] = [await apiOf(world, world.tomas), await apiOf(world, world.olivia)];
    const [id] = await factorsOf(olivia);
    for (const path of [id, 'nothing', '00000000-0000-4000-8000-000000000000']) {
      expect((await tomas.delete(`/me/authenticators/${path}`)).status).to.equal(404);
      expect((await tomas.get(`/me/authenticators/${path}/consequences`)).status).to.equal(404);
    }
    const operator = await operatorOf(world);
    expect((await operator.get('/me')).status).to.equal(403);
  });

  it('D37: new recovery codes kill the old ones, and take a factor proven in the last five minutes', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.mina);
    expect((await api.post('/me/recovery-codes')).body.code).to.equal('mfa_required');
    const { recoveryCodes } = await enrollBy(world, api, world.mina.email);
    const renewed = await api.post('/me/recovery-codes');
    expect(renewed.status).to.equal(201);
    const codes: string[] = renewed.body.recovery_codes;
    expect(codes).to.have.length(10).and.not.to.include.members(recoveryCodes.slice(0, 1));
    const signInWith = async (code = '') => {
      const { browser, answer } = await passPassword(world.application, world.mina);
      return (await browser.submit(answer, { code })).location;
    };
    expect(await signInWith(recoveryCodes[0])).to.equal(null);
    expect(await signInWith(codes[0])).to.include('code=');
    expect(await subjectsTo(world, world.mina.email)).to.include('Countersign: you have new recovery codes');
    travel(301);
    expect((await api.post('/me/recovery-codes')).status).to.equal(401);
  });

  it('a factor that is being set up does not keep one from losing protection', async () => {
    const world = await createWorld({ enforcement: everyoneWith('forbid') });
    const api = await apiOf(world, world.tomas);
    const begun = (await api.post('/me/authenticators', { kind: 'totp' })).body;
    expect((await removeFactor(api)).body.code).to.equal('factor_required_by');
    expect(codeOf(begun.secret)).to.match(/^\d{6}$/);
  });
});
