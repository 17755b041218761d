import { expect } from 'chai';
import { createWorld, enroll, everyoneNow, passPassword, signIn } from '../harness/world.ts';

describe('signing in', () => {
  it('with a password alone says so', async () => {
    const { application, greta } = await createWorld();
    const { answer } = await signIn(application, greta);
    const claims = (await application.redeem(answer)).claims();
    expect(claims?.amr).to.deep.equal(['pwd']);
    expect(claims?.acr).to.equal('urn:countersign:acr:1');
    expect(claims).not.to.have.property('mfa_time');
  });

  it('with a code of an app says mfa and when', async () => {
    const { application, tomas, slug } = await createWorld({ enforcement: everyoneNow });
    const { answer } = await signIn(application, tomas, { parameters: { scope: 'openid organization' } });
    const tokens = await application.redeem(answer);
    const claims = tokens.claims();
    expect(claims?.amr).to.deep.equal(['pwd', 'otp', 'mfa']);
    expect(claims?.acr).to.equal('urn:countersign:acr:2');
    expect(claims?.mfa_time).to.be.closeTo(Date.now() / 1000, 5);
    expect(claims?.organization).to.have.nested.property(`${slug}.mfa`).that.deep.equals({
      required: true,
      satisfied: true,
      by: 'proof',
      deadline: null,
    });
    const refreshed = await application.refresh(tokens.refresh_token ?? '');
    expect(refreshed.claims()?.amr).to.deep.equal(['pwd', 'otp', 'mfa']);
  });

  it('as a member who must have a factor leads through setting one up', async () => {
    const { application, mina, server } = await createWorld({ enforcement: everyoneNow });
    const { browser, answer } = await passPassword(application, mina);
    expect(answer.name).to.equal('mailbox');
    const enrolled = await enroll(server, browser, answer, mina.email);
    const claims = (await application.redeem(enrolled.answer)).claims();
    expect(claims?.amr).to.deep.equal(['pwd', 'otp', 'mfa']);
    expect(enrolled.codes).to.have.length(10);
  });
});
