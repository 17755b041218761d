import { expect } from 'chai';
import { securityPage } from '../../../../src/web/account/security/security.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { withRecoveryCode } from '../../../api/access/support/judged-sessions.ts';
import { enterArea, noticeOf, passChallenge } from '../../../harness/areas.ts';
import type { Answer, Browser } from '../../../harness/browser.ts';
import {
  codeOf,
  createWorld,
  mailedCode,
  passPassword,
  type TestPerson,
  type World,
} from '../../../harness/world.ts';
import { devicesOf, rememberDeviceOf } from '../../../self-service/support/people.ts';
import { itIsSound } from '../../support/sound-page.ts';
import { securityModel } from './support/models.ts';

/** The texts of a page's list of factors. */
const factorsOf = ({ page }: Answer) =>
  page.querySelectorAll('section[aria-labelledby=factors] strong').map((each) => each.text);

describe('the page security of an account', () => {
  itIsSound(filled(securityPage, securityModel), {
    fields: ['device', 'device', 'current_password', 'new_password'],
    actions: ['add_app', 'add_key', 'forget_all', 'forget', 'forget', 'continue'],
  });

  let world: World;
  let security: string;

  beforeEach(async () => {
    world = await createWorld();
    security = `${world.server.issuer}/account/security`;
  });

  const press = async (browser: Browser, action: string) =>
    browser.follow(await browser.post(security, { action }));

  /** Sets up an app as a person does, up to the codes. */
  const setUp = async (browser: Browser, person: TestPerson) => {
    const page = await press(browser, 'add_app');
    expect(page.name).to.equal('set-up');
    const secret = page.page.querySelector('#totp-secret')?.text.trim() ?? '';
    const fields = { code: codeOf(secret), mailbox_code: mailedCode(world.server, person.email) };
    return { secret, codes: await browser.submit(page, fields), page };
  };

  it('T22, T23, D33: sets up an app by its picture and one code, and shows recovery codes until they are kept', async () => {
    const { browser, answer } = await enterArea(security, world.greta);
    expect([answer.name, factorsOf(answer)]).to.deep.equal(['security', []]);
    const { codes } = await setUp(browser, world.greta);
    expect([codes.name, noticeOf(codes)]).to.deep.equal([
      'recovery-codes',
      'Authenticator app is set up. Your other sessions have ended.',
    ]);
    const shown = codes.page.querySelectorAll('#recovery-codes li').map((each) => each.text);
    expect(shown).to.have.length(10);
    const refused = await browser.submit(codes, { kept: 'xxxx' });
    for (const each of [refused, await browser.submit(codes, { kept: shown[0]?.slice(-1) ?? '' })])
      expect([each.status, each.page.querySelectorAll('#recovery-codes li').length]).to.deep.equal([422, 10]);
    const done = await browser.submit(refused, { kept: shown[0]?.slice(-4) ?? '' });
    expect([done.name, noticeOf(done), factorsOf(done)]).to.deep.equal([
      'security',
      'Your recovery codes are kept. Any earlier ones no longer work.',
      ['Authenticator app'],
    ]);
    expect((await browser.open(security)).page.querySelector('.banner.good'), 'said once').to.equal(null);
    const again = await browser.open(`${security}/recovery-codes?kept`);
    expect(again.status, 'shown no more').to.equal(404);
  });

  it('D4: refuses a set-up without the mailed code, beside its field, and keeps the picture', async () => {
    const { browser } = await enterArea(security, world.mina);
    const page = await press(browser, 'add_app');
    const secret = page.page.querySelector('#totp-secret')?.text.trim() ?? '';
    const refused = await browser.submit(page, { code: codeOf(secret), mailbox_code: '00000000' });
    expect([refused.status, refused.page.querySelector('#totp-secret')?.text.trim()]).to.deep.equal([
      422,
      secret,
    ]);
    const said = refused.page.querySelector('#mailbox_code-problem')?.text;
    expect(said).to.equal('Error: The code from the mail is not right.');
    expect(factorsOf(await browser.open(security))).to.deep.equal([]);
  });

  it('ruling 14: asks for a second step of the last minutes before another factor is added, and goes on from there', async () => {
    const { browser } = await enterArea(security, world.tomas);
    await world.server.countersign.db.sql(
      `UPDATE session_records SET proofs = jsonb_set(proofs, '{totpAt}', to_jsonb((proofs ->> 'totpAt')::bigint - 301000))
       WHERE user_id = (SELECT id FROM users WHERE email = $1)`,
      [world.tomas.email],
    );
    const asked = await press(browser, 'add_app');
    expect(asked.name).to.equal('challenge');
    const back = await passChallenge(browser, asked, { person: world.tomas, step: 1 });
    expect(back.url).to.equal(`${security}?kept`);
    expect((await press(browser, 'add_app')).name).to.equal('set-up');
  });

  it('changes the password, and refuses a wrong present one beside its field without showing either', async () => {
    const { browser, answer } = await enterArea(security, world.greta);
    const fields = { current_password: 'not this one', new_password: 'a kettle on a windowsill' };
    const refused = await browser.post(security, fields);
    expect(refused.status).to.equal(422);
    expect(refused.page.querySelector('#current_password-problem')).not.to.equal(null);
    expect(refused.body).not.to.include('windowsill').and.not.to.include('not this one');
    const right = { ...fields, current_password: world.greta.password };
    const done = await browser.follow(await browser.post(answer.url, right));
    expect(noticeOf(done)).to.equal('Your password was changed. Your other sessions have ended.');
  });

  it('ruling 23: changes no password and forgets no device by a recovery code alone', async () => {
    await rememberDeviceOf(world, world.tomas);
    const { browser } = await withRecoveryCode({ ...world, person: world.tomas });
    const page = await browser.open(security);
    const device = page.page.querySelector('input[name=device]')?.getAttribute('value') ?? '';
    expect(device).not.to.equal('');
    const passwords = { current_password: world.tomas.password, new_password: 'a kettle on a windowsill' };
    for (const fields of [passwords, { action: 'forget', device }, { action: 'forget_all' }]) {
      const refused = await browser.post(security, fields);
      expect([refused.status, refused.name], Object.keys(fields).join()).to.deep.equal([403, 'security']);
    }
    expect(await devicesOf(world, world.tomas)).to.equal(1);
    const { answer } = await passPassword(world.application, world.tomas);
    expect(answer.name, 'the password is as it was').to.equal('challenge');
  });

  it('A-30: forgets no device of somebody else', async () => {
    const { browser } = await enterArea(security, world.greta);
    const device = Buffer.alloc(32).toString('base64url');
    expect((await browser.post(security, { action: 'forget', device })).status).to.equal(404);
    expect((await browser.post(security, { action: 'forget', device: "x'" })).status).to.equal(404);
  });
});
