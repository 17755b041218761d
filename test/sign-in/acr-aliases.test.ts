import { expect } from 'chai';
import { startTestServer } from '../harness/server.ts';
import { createWorld, signIn } from '../harness/world.ts';

const refeds = 'https://refeds.org/profile/mfa';

describe('a name of a level that the configuration gives', () => {
  const claims = JSON.stringify({ id_token: { acr: { essential: true, value: refeds } } });
  for (const [how, parameters] of Object.entries({
    'by acr_values': { acr_values: refeds },
    'by an essential claim': { claims },
    'by an essential claim, with another name beside it': { claims, acr_values: 'urn:countersign:acr:1' },
  }))
    it(`is told to the application that asked ${how}, also after a refresh`, async () => {
      const world = await createWorld({ server: await startTestServer({ acrAliases: { [refeds]: 2 } }) });
      const { answer } = await signIn(world.application, world.tomas, { parameters });
      const tokens = await world.application.redeem(answer);
      expect(tokens.claims()?.acr).to.equal(refeds);
      const refreshed = await world.application.refresh(tokens.refresh_token ?? '');
      expect(refreshed.claims()?.acr).to.equal(refeds);
    });

  it('is not told to one that did not ask for it', async () => {
    const world = await createWorld({ server: await startTestServer({ acrAliases: { [refeds]: 2 } }) });
    const { answer } = await signIn(world.application, world.tomas);
    expect((await world.application.redeem(answer)).claims()?.acr).to.equal('urn:countersign:acr:2');
  });
});
