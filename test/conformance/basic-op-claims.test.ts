import { expect } from 'chai';
import { allScopes, claimsByScope, forBothUsers, type Run } from './support/plan.ts';
import { authorize, tokensOf, type UserinfoMethod, userinfo, userinfoOf } from './support/relying-party.ts';

forBothUsers('Basic OP, userinfo', (module) => {
  const methods: readonly UserinfoMethod[] = ['get', 'post-header', 'post-body'];
  for (const method of methods) {
    module(`oidcc-userinfo-${method}`, async (run) => {
      const tokens = await tokensOf(run, await authorize(run));
      expect(await userinfoOf(run, tokens, method)).to.deep.equal({ sub: tokens.claims.sub });
      const refused = await userinfo(run, `${tokens.accessToken}x`, method);
      expect(refused.status).to.equal(401);
      expect(refused.headers.get('www-authenticate')).to.match(/^Bearer .*error="invalid_token"/);
    });
  }
});

forBothUsers('Basic OP, scopes and claims', (module) => {
  /** What a scope asks for is at userinfo, whole and alone; an access token keeps it out of the ID token. */
  async function expectClaims(
    run: Run,
    scope: string,
    expected: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const tokens = await tokensOf(run, await authorize(run, { scope }));
    expect(await userinfoOf(run, tokens)).to.deep.equal({ sub: tokens.claims.sub, ...expected });
    for (const name of Object.keys(expected)) expect(tokens.claims, name).not.to.have.property(name);
  }

  const emailOf = ({ email }: Run) => ({ email, email_verified: true });

  module('oidcc-scope-profile', (run) => expectClaims(run, 'openid profile', claimsByScope.profile));

  module('oidcc-scope-email', (run) => expectClaims(run, 'openid email', emailOf(run)));

  module('oidcc-scope-address', (run) => expectClaims(run, 'openid address', claimsByScope.address));

  module('oidcc-scope-phone', (run) => expectClaims(run, 'openid phone', claimsByScope.phone));

  module('oidcc-scope-all', (run) =>
    expectClaims(run, allScopes, {
      ...claimsByScope.profile,
      ...emailOf(run),
      ...claimsByScope.address,
      ...claimsByScope.phone,
    }),
  );

  module('oidcc-claims-essential', async (run) => {
    const claims = JSON.stringify({ userinfo: { name: { essential: true } } });
    const flow = await authorize(run, { claims });
    expect(flow.pages).to.deep.equal([...run.signInPages, 'consent']);
    const tokens = await tokensOf(run, flow);
    const { name } = claimsByScope.profile;
    expect(await userinfoOf(run, tokens)).to.deep.equal({ sub: tokens.claims.sub, name });
    expect(tokens.claims).not.to.have.property('name');
  });

  module('oidcc-claims-locales', async (run) => {
    const tokens = await tokensOf(
      run,
      await authorize(run, { scope: 'openid profile', claims_locales: 'se' }),
    );
    expect(await userinfoOf(run, tokens)).to.include({ name: claimsByScope.profile.name });
  });
});
