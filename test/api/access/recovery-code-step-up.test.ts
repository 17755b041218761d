import { expect } from 'chai';
import { ApiClient, type ApiReply } from '../../harness/api.ts';
import { travel } from '../../harness/clock.ts';
import { browserOf, memberPath, saying } from '../../harness/members.ts';
import { forApi } from '../../harness/scopes.ts';
import { codeOf, createWorld, everyoneNow } from '../../harness/world.ts';

const minute = 60;
const insufficient = [401, 'insufficient_user_authentication'];

/** An owner whose factor was proven 20 minutes ago, and who is asked for it again. */
async function askedAgain() {
  const challenge = { max_age_seconds: 15 * minute };
  const world = await createWorld({ plan: 'team', enforcement: { ...everyoneNow, challenge } });
  const { browser, api } = await browserOf(world, world.olivia);
  const { recovery_codes: codes } = (await api.post('/me/recovery-codes')).body;
  travel(20 * minute);
  const parameters = forApi(world.server);
  const challenged = async () => {
    const page = await world.application.start(browser, parameters);
    expect(page.name).to.equal('challenge');
    return page;
  };
  const answering = async (code: string) => {
    const back = await browser.submit(await challenged(), { code });
    const { access_token: token } = await world.application.redeem(back, parameters.resource);
    return new ApiClient(world.server, token);
  };
  return { world, codes, answering, browser, challenged };
}

describe('rulings 14 and 23: a recovery code in place of a factor that was proven before', () => {
  it('loosens nothing, resets nothing, exports nothing', async () => {
    const { world, codes, answering } = await askedAgain();
    const api = await answering(codes[0]);
    const organization = `/organizations/${world.slug}`;
    const mina = await memberPath(world, world.mina);
    const asked: Readonly<Record<string, Promise<ApiReply>>> = {
      exempt: api.patch(mina, { override: 'exempt' }),
      loosen: api.put(`${organization}/enforcement`, { required: 'nobody' }),
      'reset a device': api.post(`${mina}/reset-authenticators`),
      export: api.get(`${organization}/activity.csv`),
      'read members': api.get(`${organization}/members`),
      'new codes': api.post('/me/recovery-codes'),
      'another address': api.post('/me/email', { email: `else@${world.slug}.example` }),
    };
    for (const [what, answer] of Object.entries(asked))
      expect(saying(await answer), what).to.deep.equal(insufficient);
    expect((await api.get('/me')).status).to.equal(200);
  });

  it('does once the factor itself is proven', async () => {
    const { world, answering } = await askedAgain();
    const api = await answering(codeOf(world.olivia.secret ?? ''));
    const exempt = await api.patch(await memberPath(world, world.mina), { override: 'exempt' });
    expect(exempt.status).to.equal(200);
  });

  it('keeps no session going: after the second one a factor is set up', async () => {
    const { codes, answering, browser, challenged } = await askedAgain();
    await answering(codes[0]);
    travel(20 * minute);
    const page = await browser.submit(await challenged(), { code: codes[1] });
    expect(page.name).to.equal('enroll');
  });
});
