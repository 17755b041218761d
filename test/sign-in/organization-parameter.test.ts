import { expect } from 'chai';
import { createWorld, everyoneNow, passPassword, seed, signIn, type World } from '../harness/world.ts';

const scope = 'openid organization';

/** Tomas is in a second organization as well, which enforces nothing. */
async function inTwoOrganizations(): Promise<World & { other: string }> {
  const world = await createWorld({ enforcement: everyoneNow });
  const other = `${world.slug}-other`;
  const members = [
    { email: world.olivia.email, role: 'owner' },
    { email: world.tomas.email, role: 'admin' },
    { email: world.mina.email, role: 'member' },
  ];
  await seed(world.server, { organizations: [{ slug: other, name: 'Other', members }] });
  return { ...world, other };
}

function slugsOf(claims: Readonly<Record<string, unknown>> | undefined): string[] {
  return Object.keys((claims?.organization as object | undefined) ?? {});
}

describe('the organization parameter', () => {
  it('left out gives all organizations of the person', async () => {
    const { application, tomas, slug, other } = await inTwoOrganizations();
    const { answer } = await signIn(application, tomas, { parameters: { scope } });
    expect(slugsOf((await application.redeem(answer)).claims())).to.have.members([slug, other]);
  });

  it('narrows the claim to one of them, at userinfo and after a refresh too', async () => {
    const { application, server, tomas, other } = await inTwoOrganizations();
    const parameters = { scope, organization: other };
    const { answer } = await signIn(application, tomas, { parameters });
    const tokens = await application.redeem(answer);
    expect(tokens.claims()?.organization)
      .to.have.nested.property(`${other}.roles`)
      .that.deep.equals(['admin']);
    expect(slugsOf(tokens.claims())).to.deep.equal([other]);
    const headers = { authorization: `Bearer ${tokens.access_token}` };
    const info = await (await fetch(`${server.issuer}/me`, { headers })).json();
    expect(slugsOf(info as Record<string, unknown>)).to.deep.equal([other]);
    const refreshed = await application.refresh(tokens.refresh_token ?? '');
    expect(slugsOf(refreshed.claims())).to.deep.equal([other]);
  });

  it('does not narrow the rules: the organization that is not named still binds', async () => {
    const { application, mina, other } = await inTwoOrganizations();
    for (const parameters of [{ scope, organization: other }, { scope: 'openid' }] as Record<
      string,
      string
    >[])
      expect((await passPassword(application, mina, { parameters })).answer.name).to.equal('mailbox');
  });

  it('is refused for an organization of others and for one that nobody has, in the same words', async () => {
    const { application, tomas } = await inTwoOrganizations();
    const { slug: foreign } = await createWorld();
    const { browser } = await signIn(application, tomas);
    const answers = [];
    for (const organization of [foreign, 'nobody-has-it']) {
      const answer = await application.start(browser, { scope, organization });
      expect(application.errorOf(answer), organization).to.equal('access_denied');
      answers.push(new URL(answer.location ?? '').searchParams.get('error_description'));
    }
    expect(new Set(answers)).to.have.length(1);
  });

  it('gives nothing without the scope', async () => {
    const { application, tomas, slug } = await inTwoOrganizations();
    const { answer } = await signIn(application, tomas, { parameters: { organization: slug } });
    expect((await application.redeem(answer)).claims()).not.to.have.property('organization');
  });

  it('is refused to who is in no organization', async () => {
    const { application, greta, slug } = await inTwoOrganizations();
    const { answer } = await signIn(application, greta, { parameters: { scope, organization: slug } });
    expect(application.errorOf(answer)).to.equal('access_denied');
  });
});
