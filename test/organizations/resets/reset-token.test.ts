import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { apiOf } from '../../harness/api.ts';
import { Browser } from '../../harness/browser.ts';
import { choosePassword, forgetPassword, mailedLink, mailsTo, resetLinkFor } from '../../harness/mails.ts';
import { createWorld, passPassword } from '../../harness/world.ts';

const newPassword = 'seventeen quiet otters';

describe('A-20: the link to a new password', () => {
  it('works once, also among twenty at a time', async () => {
    const { server, application, greta } = await createWorld();
    const link = await resetLinkFor(server, greta.email);
    const passwords = Array.from({ length: 20 }, (_, n) => `${newPassword} number ${n}`);
    const answers = await Promise.all(
      passwords.map((each) => new Browser().post(link, { new_password: each, action: 'continue' })),
    );
    expect(answers.map(({ status }) => status).toSorted()).to.deep.equal([303, ...Array(19).fill(410)]);
    const winner = passwords[answers.findIndex(({ status }) => status === 303)] ?? '';
    const signedIn = await passPassword(application, { ...greta, password: winner });
    expect(signedIn.answer.location).to.include('code=');
    const changed = (await mailsTo(server, greta.email)).filter(({ subject }) => /changed/.test(subject));
    expect(changed).to.have.length(1);
  });

  it('is the newest alone, also of several that were asked for at once', async () => {
    const { server, greta } = await createWorld();
    const older = await resetLinkFor(server, greta.email);
    const newer = await resetLinkFor(server, greta.email);
    expect((await choosePassword(newer, 'short')).status).to.equal(422);
    expect((await new Browser().open(older)).name).to.equal('reset-link-expired');
    await Promise.all(Array.from({ length: 5 }, () => forgetPassword(server, greta.email)));
    await mailedLink(server, greta.email, '/password/reset/');
    const { sql } = server.countersign.db;
    const live = await sql(
      "SELECT 1 FROM one_time_links l JOIN users u ON u.id = l.user_id WHERE u.email = $1 AND l.kind <> 'ended'",
      [greta.email],
    );
    expect(live).to.have.length(1);
  });

  it('is not spent by whoever only looks: scanners of mails', async () => {
    const { server, greta } = await createWorld();
    const link = await resetLinkFor(server, greta.email);
    for (const method of ['HEAD', 'GET', 'GET', 'OPTIONS', 'PUT'])
      expect((await new Browser().request(link, { method })).status, method).to.be.lessThan(500);
    expect((await choosePassword(link, newPassword)).name).to.equal('password-saved');
  });

  it('is worthless after the password was changed by other means', async () => {
    const world = await createWorld();
    const { server, tomas } = world;
    const link = await resetLinkFor(server, tomas.email);
    const api = await apiOf(world, tomas);
    const change = { current_password: tomas.password, new_password: newPassword };
    const answer = await api.post('/me/password', change);
    expect(answer.status, JSON.stringify(answer.body)).to.equal(204);
    expect((await new Browser().open(link)).name).to.equal('reset-link-expired');
  });

  it('names whose it is; no field, header or other token makes it somebody else’s', async () => {
    const { server, application, greta, mina } = await createWorld();
    const link = await resetLinkFor(server, greta.email);
    const fields = { new_password: newPassword, email: mina.email, user: mina.email, action: 'continue' };
    expect((await new Browser().post(`${link}?email=${mina.email}`, fields)).status).to.equal(303);
    expect((await passPassword(application, mina)).answer.location).to.include('code=');
    expect((await passPassword(application, greta)).answer.name).to.equal('password');
  });

  it('is no use when made up, cut or lengthened', async () => {
    const { server, greta } = await createWorld();
    const link = await resetLinkFor(server, greta.email);
    const base = link.slice(0, link.lastIndexOf('/') + 1);
    const token = link.slice(base.length);
    expect(Buffer.from(token, 'base64url')).to.have.length(32);
    for (const other of [randomUUID(), token.slice(1), `${token}A`, token.toLowerCase(), '%00', '%ff'])
      expect((await new Browser().open(base + other)).status, other).to.equal(410);
    // A single dot is the folder itself, which has no page.
    expect((await new Browser().open(`${base}%2e`)).status).to.equal(404);
    expect((await new Browser().open(link)).name).to.equal('new-password');
  });

  it('takes no form from another site', async () => {
    const { server, greta } = await createWorld();
    const link = await resetLinkFor(server, greta.email);
    const elsewhere = [
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
    ];
    for (const headers of elsewhere) {
      for (const url of [link, `${server.issuer}/password/forgotten`]) {
        const fields = { new_password: newPassword, email: greta.email };
        expect((await new Browser().post(url, fields, { headers })).status).to.equal(403);
      }
    }
  });
});
