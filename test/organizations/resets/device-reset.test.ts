import { expect } from 'chai';
import { auditOf } from '../../attacks/support/audit-rows.ts';
import { apiOf, operatorOf } from '../../harness/api.ts';
import { travel } from '../../harness/clock.ts';
import { deliver } from '../../harness/mails.ts';

import {
  browserOf,
  changed,
  elsewhere,
  joinedBy,
  memberOf,
  memberPath,
  quietApiOf,
  saying,
} from '../../harness/members.ts';
import { createWorld, enroll, everyoneNow, passPassword, seed, signIn } from '../../harness/world.ts';
import { refusedWith } from '../../sign-in/support/refused.ts';

describe('resetting the device of a member', () => {
  it('A-31, L8, T18: removes factors and sessions, keeps user, role and history; they enrol again with proof', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { server, slug, tomas, application } = world;
    const api = await apiOf(world, world.olivia);
    const { id, role, joined_at: joinedAt } = await memberOf(api, slug, tomas);
    const { answer } = await signIn(application, tomas);
    const tokens = await application.redeem(answer);
    const history = await auditOf(server, tomas.email);
    const reset = await api.post(`${await memberPath(world, tomas)}/reset-authenticators`);
    expect(reset.status, JSON.stringify(reset.body)).to.equal(200);
    expect(reset.body).to.deep.include({ id, role, joined_at: joinedAt, factors: [], status: 'pending' });
    expect(await refusedWith(application.refresh(tokens.refresh_token ?? ''))).to.equal('invalid_grant');
    const after = await auditOf(server, tomas.email);
    expect(after.slice(0, history.length)).to.deep.equal(history);
    expect(after.at(-1)).to.deep.include({
      type: 'authenticator.reset',
      detail: { factors: ['totp'], mustEnroll: true },
    });
    const again = await passPassword(application, tomas);
    expect(again.answer.name, 'the mailbox is the proof').to.equal('mailbox');
    const enrolled = await enroll(server, again.browser, again.answer, tomas.email);
    expect((await application.redeem(enrolled.answer)).claims()?.sub).to.equal(id);
  });

  it('A-31, L8: clears failures, recovery codes and remembered devices, and tells the member how to object', async () => {
    const world = await createWorld();
    const { server, tomas } = world;
    const { sql } = server.countersign.db;
    const of = '(SELECT id FROM users WHERE email = $1)';
    await sql('UPDATE users SET second_factor_failures = 50, replace_factor_since = now() WHERE email = $1', [
      tomas.email,
    ]);
    await sql(
      `INSERT INTO recovery_codes (id, user_id, salt, hash) VALUES (gen_random_uuid(), ${of}, '', '')`,
      [tomas.email],
    );
    await sql(
      `INSERT INTO remembered_devices (id_hash, user_id, factor, source_prefix, proven_at, expires_at)
       VALUES (decode(md5($1), 'hex'), ${of}, 'totp', '', now(), now() + interval '1 day')`,
      [tomas.email],
    );
    const api = await apiOf(world, world.olivia);
    expect((await api.post(`${await memberPath(world, tomas)}/reset-authenticators`)).status).to.equal(200);
    const [left] = await sql(
      `SELECT second_factor_failures AS failures, replace_factor_since AS replace,
         (SELECT count(*)::int FROM recovery_codes WHERE user_id = u.id) AS codes,
         (SELECT count(*)::int FROM remembered_devices WHERE user_id = u.id) AS devices
       FROM users u WHERE email = $1`,
      [tomas.email],
    );
    expect(left).to.deep.equal({ failures: 0, replace: null, codes: 0, devices: 0 });
    await deliver(server);
    const mail = server.mailbox.messages().findLast(({ to }) => to === tomas.email);
    expect(mail?.subject).to.include('your second step was reset');
    expect(mail?.text)
      .to.include('If you did not ask for this')
      .and.include(`${server.issuer}/account/not-me/`);
  });

  it('L10: is refused for oneself, whatever the role', async () => {
    const world = await createWorld();
    const { ada } = await joinedBy(world, { ada: 'admin' });
    for (const person of [ada, world.olivia]) {
      const api = await apiOf(world, person);
      const answer = await api.post(`${await memberPath(world, person)}/reset-authenticators`);
      expect(saying(answer)).to.deep.equal([409, 'own_device']);
    }
  });

  it('ruling 17: is refused where another organization may manage the user, and exempting them stays possible', async () => {
    const world = await createWorld();
    const { server, slug, tomas } = world;
    const other = await elsewhere(world, [tomas]);
    const { browser, api } = await browserOf(world, world.olivia);
    const [here, there] = [await memberPath(world, tomas), await memberPath(world, tomas, other)];
    const refused = await api.post(`${there}/reset-authenticators`);
    expect([...saying(refused), refused.body.list]).to.deep.equal([409, 'not_managed_here', [tomas.email]]);
    expect(
      (await changed(api, { server, slug: other }, tomas, { override: 'exempt' })).factors,
    ).to.deep.equal(['totp']);
    travel(310);
    const stale = await quietApiOf(world, browser);
    const old = await stale.post(`${here}/reset-authenticators`);
    expect(saying(old), 'ruling 14').to.deep.equal([401, 'mfa_required']);
    expect((await memberOf(stale, slug, tomas)).factors).to.deep.equal(['totp']);
    const operator = await operatorOf(world);
    expect((await operator.post(`${there}/reset-authenticators`)).status, 'ruling 12').to.equal(200);
    expect((await memberOf(operator, slug, tomas)).factors).to.deep.equal([]);
  });

  it('ruling 17: is allowed in the only organization of a user, whatever their address', async () => {
    const world = await createWorld();
    const { server, slug } = world;
    const { nora } = await joinedBy({ server, slug }, { nora: 'member' });
    await server.countersign.db.sql('DELETE FROM organization_domains WHERE domain = $1', [
      `${slug}.example`,
    ]);
    const api = await apiOf(world, world.olivia);
    expect((await api.post(`${await memberPath(world, nora)}/reset-authenticators`)).status).to.equal(200);
  });

  it('D6: while another of their organizations waits for all to be compliant, only one of the two succeeds', async () => {
    for (let round = 0; round < 5; round += 1) {
      const world = await createWorld();
      const { tomas } = world;
      const other = await elsewhere(world, [tomas]);
      const operator = await operatorOf(world);
      const [reset, enforced] = await Promise.all([
        operator.post(`${await memberPath(world, tomas)}/reset-authenticators`),
        operator.put(`/organizations/${other}/enforcement`, { preset: 'everyone-ready' }),
      ]);
      const tomasThere = await memberOf(operator, other, tomas);
      expect(reset.status).to.equal(200);
      if (enforced.status === 200) expect(tomasThere.status, 'reset after it').to.equal('pending');
      else expect(enforced.body.list).to.deep.equal([tomas.email]);
    }
  });
});

describe('reminding a member', () => {
  it('M14, D27: mails them once a day, with a deadline that lies ahead', async () => {
    const deadline = new Date(Date.now() + 5 * 86_400_000).toISOString();
    const world = await createWorld({
      enforcement: { required: 'everyone', activation: { deadline }, sessions: 'keep' },
    });
    const { server, mina } = world;
    const api = await operatorOf(world);
    const path = `${await memberPath(world, mina)}/remind`;
    expect((await api.post(path)).body).to.deep.equal({ reminded: true });
    await deliver(server);
    const mail = server.mailbox.messages().findLast(({ to }) => to === mina.email);
    expect(mail?.text).to.match(/^\d+ \w+ \d{4} at \d\d:\d\d \(.+\), in 4 days\.$/m);
    travel(200);
    const tooEarly = await api.post(path);
    expect(saying(tooEarly)).to.deep.equal([429, 'too_many_attempts']);
    expect(Number(tooEarly.headers.get('retry-after'))).to.be.within(86_400 - 230, 86_400 - 199);
    travel(86_400 - 199);
    expect((await (await operatorOf(world)).post(path)).status).to.equal(200);
    const reminded = (await auditOf(server, mina.email)).filter(({ type }) => type === 'member.reminded');
    expect(reminded).to.have.length(2);
  });

  it('M14: mails no deadline to whom MFA is required of already', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const api = await operatorOf(world);
    expect((await api.post(`${await memberPath(world, world.mina)}/remind`)).status).to.equal(200);
    await deliver(world.server);
    const mail = world.server.mailbox.messages().findLast(({ to }) => to === world.mina.email);
    expect(mail?.subject).to.include('set up two-step sign-in');
    expect(mail?.text).to.not.include('deadline');
  });

  it('M14: of several at once one mails them', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const api = await operatorOf(world);
    const path = `${await memberPath(world, world.mina)}/remind`;
    const answers = await Promise.all(Array.from({ length: 5 }, () => api.post(path)));
    expect(answers.map(({ status }) => status).toSorted()).to.deep.equal([200, 429, 429, 429, 429]);
  });

  it('M14: mails nobody who is protected, exempt or suspended, and says so', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { server, slug, mina, greta, tomas } = world;
    await seed(server, { organizations: [{ slug, members: [{ email: greta.email, override: 'exempt' }] }] });
    const api = await operatorOf(world);
    await changed(api, world, mina, { suspended: true });
    for (const person of [tomas, greta, mina]) {
      const answer = await api.post(`${await memberPath(world, person)}/remind`);
      expect([answer.status, answer.body.reminded], person.email).to.deep.equal([200, false]);
    }
  });
});
