import { expect } from 'chai';
import { createWorld, signIn } from '../harness/world.ts';

describe('a client with a sector identifier', () => {
  it('signs people in without that address being asked, since subjects are public', async () => {
    const client = { sector_identifier_uri: 'https://localhost:1/redirect-uris.json' };
    const { application, greta } = await createWorld({ client });
    const { answer } = await signIn(application, greta);
    expect((await application.redeem(answer)).claims()?.sub).to.be.a('string');
  });
});
