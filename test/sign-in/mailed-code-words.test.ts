import { expect } from 'chai';
import { type ApiReply, apiOf } from '../harness/api.ts';
import type { Answer } from '../harness/browser.ts';
import { travel } from '../harness/clock.ts';
import { codeOf, createWorld, everyoneNow, mailedCode, passPassword } from '../harness/world.ts';

const wrongCode = '00000000';

const said = ({ page }: Answer) => page.querySelector('.problem')?.text.replaceAll(/\s+/g, ' ') ?? '';

describe('a mailed code that is not taken', () => {
  it('is told for what it is at a sign-in: wrong, tried too often, too old', async () => {
    const { application, mina, server } = await createWorld({ enforcement: everyoneNow });
    const { browser, answer } = await passPassword(application, mina);
    expect(answer.name).to.equal('mailbox');
    const wrong = await browser.submit(answer, { code: wrongCode });
    expect(said(wrong))
      .to.match(/not valid.*newest e-mail/)
      .and.not.match(/token|each works once|used once/i);
    for (let more = 0; more < 5; more += 1) await browser.submit(answer, { code: wrongCode });
    const code = mailedCode(server, mina.email);
    const usedUp = await browser.submit(answer, { code });
    expect([usedUp.status, said(usedUp).includes('tried too often')]).to.deep.equal([422, true]);
    travel(60);
    const again = await browser.submit(usedUp, { action: 'resend' });
    travel(11 * 60);
    const late = await browser.submit(again, { code: mailedCode(server, mina.email) });
    expect(said(late)).to.include('too old');
  });

  it('is told for what it is by the API, apart from the code of the app', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.mina);
    const begun = (await api.post('/me/authenticators', { kind: 'totp' })).body;
    const confirm = (mailbox_code: string, code: string): Promise<ApiReply> =>
      api.post(`/me/authenticators/${begun.id}/confirm`, { code, mailbox_code });
    const wrong = await confirm(wrongCode, codeOf(begun.secret));
    expect([wrong.status, wrong.body.code]).to.deep.equal([422, 'token_invalid']);
    expect(wrong.body.title).to.equal('The code from the e-mail is not valid');
    expect(wrong.body.detail).to.include('8 digits').and.include('ten minutes');
    const other = await confirm(mailedCode(world.server, world.mina.email), '000000');
    expect([other.status, other.body.title]).to.deep.equal([422, 'The token is invalid']);
  });

  it('came by a mail that says where to type it', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const textOf = (email: string) =>
      world.server.mailbox.messages().findLast(({ to }) => to === email)?.text ?? '';
    await passPassword(world.application, world.mina);
    expect(textOf(world.mina.email)).to.include('on the page where you are signing in');
    const api = await apiOf(world, world.greta);
    await api.post('/me/authenticators', { kind: 'totp' });
    expect(textOf(world.greta.email))
      .to.include('where it is set up')
      .and.not.match(/signing in|knows your password/);
  });
});
