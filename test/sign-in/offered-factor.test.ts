import { expect } from 'chai';
import { createWorld, mailedCode, passPassword, seed, signIn } from '../harness/world.ts';

const level2 = { acr_values: 'urn:countersign:acr:2' };

describe('a second factor that is only offered', () => {
  it('can be declined on the first page, and again on the next one', async () => {
    const { application, greta, server } = await createWorld();
    for (const pages of [['mailbox'], ['mailbox', 'enroll']]) {
      const { browser, answer } = await passPassword(application, greta, { parameters: level2 });
      let page = answer;
      if (pages.length > 1) page = await browser.submit(page, { code: mailedCode(server, greta.email) });
      expect(page.name).to.equal(pages.at(-1));
      const back = await browser.submit(page, { action: 'later' });
      const claims = (await application.redeem(back)).claims();
      expect([claims?.amr, claims?.acr]).to.deep.equal([['pwd'], 'urn:countersign:acr:1']);
    }
  });

  it('is offered at an application that cannot ask, where its registration does', async () => {
    const { application, greta } = await createWorld({
      client: { default_acr_values: ['urn:countersign:acr:2'] },
    });
    const { browser, answer } = await passPassword(application, greta);
    expect(answer.name).to.equal('mailbox');
    const back = await browser.submit(answer, { action: 'later' });
    expect((await application.redeem(back)).claims()?.amr).to.deep.equal(['pwd']);
  });

  it('cannot be declined where it is required', async () => {
    const { application, greta } = await createWorld({ client: { require_acr: 2 } });
    const { browser, answer: mailbox } = await passPassword(application, greta);
    expect(mailbox.page.querySelector('[value=later]')).to.equal(null);
    const answer = await browser.submit(mailbox, { action: 'later' });
    expect([answer.status, answer.name]).to.deep.equal([400, 'error']);
    expect((await browser.open(mailbox.url)).name).to.equal('mailbox');
  });

  it('is not offered to a mailbox that proves nothing, and refused with the reason where it is required', async () => {
    const { application, greta, server } = await createWorld();
    const unconfirmed = { ...greta, email: `un${greta.email}` };
    await seed(server, {
      users: [{ email: unconfirmed.email, email_verified: false, password: greta.password }],
    });
    const { answer } = await signIn(application, unconfirmed, { parameters: level2 });
    expect((await application.redeem(answer)).claims()?.acr).to.equal('urn:countersign:acr:1');
    const demanding = await createWorld({ client: { require_acr: 2 } });
    const { browser, answer: refused } = await passPassword(demanding.application, unconfirmed);
    expect(refused.name).to.equal('refused');
    expect(refused.page.querySelectorAll('.why').map(({ text }) => text)).to.have.length(2);
    expect(refused.body).to.contain('Your e-mail address is not confirmed');
    const back = await browser.submit(refused);
    expect(demanding.application.errorOf(back)).to.equal('access_denied');
  });
});
