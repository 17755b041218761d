import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { startApp } from '../../examples/existing-provider/app.ts';
import { Application, redirectUri } from '../harness/application.ts';
import { testDatabase } from '../harness/database.ts';
import { testKey } from '../harness/server.ts';
import { createWorld, passPassword, seed, signIn } from '../harness/world.ts';
import { freePorts } from '../processes/support/server-process.ts';

const example = new URL('../../examples/existing-provider/app.ts', import.meta.url);

describe('an existing oidc-provider application', () => {
  it('adopts Countersign in under 40 lines, keeps its settings, and can only tighten', async () => {
    expect(readFileSync(example, 'utf8').trim().split('\n').length).to.be.below(40);
    const { greta, server } = await createWorld();
    const [port = 0] = await freePorts(1);
    const issuer = `http://localhost:${port}`;
    const app = await startApp({ issuer, port, database: await testDatabase(), key: testKey });
    try {
      const ids = [`crm-${randomUUID()}`, `payroll-${randomUUID()}`];
      const clients = ids.map((id) => ({
        client_id: id,
        client_secret: `secret-of-${id}`,
        redirect_uris: [redirectUri],
        first_party: true,
      }));
      await seed(server, { clients });
      const [crm, payroll] = await Promise.all(
        ids.map((id) => Application.discover(issuer, id, `secret-of-${id}`)),
      );
      if (crm === undefined || payroll === undefined) throw new Error('no applications');
      const { browser, answer } = await signIn(crm, greta);
      const claims = (await crm.redeem(answer)).claims();
      expect(claims?.amr).to.deep.equal(['pwd']);
      expect((claims?.exp ?? 0) - (claims?.iat ?? 0)).to.equal(600);
      expect((await payroll.start(browser)).name).to.equal('mailbox');
      expect((await passPassword(payroll, greta)).answer.name).to.equal('mailbox');
    } finally {
      await app.close();
    }
  });
});
