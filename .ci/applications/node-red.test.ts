import { expect } from 'chai';
import { started } from './shown.ts';
import { generated, nodeRed } from './trials-npm.ts';

describe('the recipe of Node-RED', () => {
  const running = started(nodeRed, generated);

  it('asks for level 2, and keeps out whoever declines it', async () => {
    const { greta } = running();
    const page = await greta.open('/auth/strategy');
    expect(greta.seen()).to.deep.equal(['password', 'offer']);
    expect(page.url).to.contain('session_message=Error').and.not.contain('code=');
  });

  it('opens its editor to whoever has proven a second factor', async () => {
    const { tomas } = running();
    const { origin, search } = new URL((await tomas.open('/auth/strategy')).url);
    expect(tomas.seen()).to.deep.equal(['password', 'challenge']);
    // As the editor's own script reads it, to which + is no space.
    const body = new URLSearchParams({ code: search.replace('?code=', '') });
    const token = await (await fetch(`${origin}/auth/token`, { method: 'POST', body })).json();
    const headers = { authorization: `Bearer ${(token as { readonly accessToken: string }).accessToken}` };
    const settings = await fetch(`${origin}/settings`, { headers });
    expect(settings.status).to.equal(200);
    expect(await settings.json()).to.have.nested.property('user.username', tomas.email);
  });
});
