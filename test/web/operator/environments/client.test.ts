import { expect } from 'chai';
import { clientPage } from '../../../../src/web/operator/environments/client.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { Application } from '../../../harness/application.ts';
import { enterOperator, newestEvent } from '../../../harness/operators.ts';
import { createWorld, seed, signIn } from '../../../harness/world.ts';
import { itIsSound } from '../../support/sound-page.ts';
import { clientModel } from './support/models.ts';

describe("a client at the operator's pages", () => {
  itIsSound(filled(clientPage, clientModel), { fields: [], actions: ['rotate'] });
  const made = filled(clientPage, { ...clientModel, secret: 'x'.repeat(43) });
  itIsSound(made, { fields: [], actions: ['done'] }, 'with a new secret');

  it('has another secret made, which is shown once; the one before opens nothing any more', async () => {
    const world = await createWorld();
    const id = `${world.slug}-one`;
    const path = `/operator/clients/${id}`;
    const { browser, answer } = await enterOperator(world, path);
    expect(answer.body).not.to.include(`secret-of-${id}`);
    const shown = await browser.submit(answer, { action: 'rotate' });
    const secret = shown.page.querySelector('#client-secret')?.text.trim() ?? '';
    expect(secret).to.match(/^[\w-]{43}$/);
    expect((await newestEvent(world, 'client.updated'))?.detail).to.deep.equal({ client: id });
    const { answer: old } = await signIn(world.application, world.greta);
    const refused = await world.application.redeem(old).then(
      () => null,
      (error: unknown) => String(error),
    );
    expect(refused, 'the secret before').not.to.equal(null);
    const renewed = await Application.discover(world.server.issuer, id, secret);
    const { answer: back } = await signIn(renewed, world.mina);
    expect((await renewed.redeem(back)).id_token).to.be.a('string');
    await browser.submit(shown, { action: 'done' });
    const again = await browser.open(`${world.server.issuer}${path}`);
    expect(again.body).not.to.include(secret);
  });

  it('has none made where it proves itself by no secret, and finds none under another id', async () => {
    const world = await createWorld();
    const id = `${world.slug}-public`;
    const redirect_uris = ['https://app.example/cb'];
    await seed(world.server, {
      clients: [{ client_id: id, token_endpoint_auth_method: 'none', redirect_uris }],
    });
    const { browser, answer } = await enterOperator(world, `/operator/clients/${id}`);
    expect(answer.page.querySelector('button[value=rotate]')).to.equal(null);
    expect((await browser.post(answer.url, { action: 'rotate' })).status).to.equal(404);
    expect((await browser.open(`${world.server.issuer}/operator/clients/nothing`)).status).to.equal(404);
  });
});
