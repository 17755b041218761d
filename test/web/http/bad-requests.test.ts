import { expect } from 'chai';
import { Browser } from '../../harness/browser.ts';
import { createWorld, signIn } from '../../harness/world.ts';

const form = { 'content-type': 'application/x-www-form-urlencoded' };

describe('bad input of applications', () => {
  const values = [
    '',
    '%00',
    '%ff',
    'a%00b',
    '%0d%0aset-cookie:%20a=b',
    '%f0%9f%94%91',
    'x'.repeat(7000),
    '[]',
    '{}',
    'null',
    '{"id_token":null}',
    '{"id_token":[]}',
    '{"id_token":{"acr":"x"}}',
    '{"id_token":{"acr":{"essential":true,"values":null}}}',
    '{"id_token":{"acr":{"essential":true,"value":{"a":1},"values":[1,null,{}]}}}',
    '{"userinfo":{"__proto__":{"value":1}}}',
    '-1',
    '1e999',
  ];
  const parameters =
    'client_id redirect_uri response_type scope state nonce claims acr_values max_age prompt display ' +
    'organization login_hint id_token_hint ui_locales resource code_challenge request request_uri response_mode';

  it('is never answered with a 5xx at the authorization endpoint', async () => {
    const { application, greta, server } = await createWorld();
    const { browser } = await signIn(application, greta);
    const valid = new URL(await application.authorizationUrl());
    for (const visitor of [browser, new Browser()]) {
      for (const name of parameters.split(' ')) {
        for (const value of values) {
          const query = new URLSearchParams(valid.search);
          query.delete(name);
          const answer = await visitor.request(`${server.issuer}/auth?${query}&${name}=${value}`);
          expect(answer.status, `${name}=${value.slice(0, 50)}`).to.be.lessThan(500);
          if (answer.location?.includes('/interaction/'))
            expect((await visitor.follow(answer)).status, `${name}=${value.slice(0, 50)}`).to.equal(200);
        }
      }
    }
  }).timeout(40_000);

  it('is never answered with a 5xx at the other endpoints', async () => {
    const { server, application } = await createWorld();
    const { clientId } = application;
    const browser = new Browser({ accept: 'application/json' });
    const basic = (id: string) => ({ authorization: `Basic ${Buffer.from(`${id}:x`).toString('base64')}` });
    const headers = [{}, basic('%00'), basic('\0'), basic(clientId), { authorization: 'Basic %' }];
    const fields = [
      'client_id',
      'client_secret',
      'grant_type',
      'code',
      'refresh_token',
      'token',
      'user_code',
    ];
    for (const path of [
      '/token',
      '/token/introspection',
      '/token/revocation',
      '/request',
      '/device/auth',
      '/device',
    ]) {
      for (const extra of headers) {
        for (const value of ['', '%00', '%ff', 'x'.repeat(20_000)]) {
          const body = fields.map((name) => `${name}=${value}`).join('&');
          const init = { method: 'POST', body, headers: { ...form, ...extra } };
          const answer = await browser.request(`${server.issuer}${path}`, init);
          const what = `${path} ${JSON.stringify(extra)} ${value.slice(0, 9)}`;
          // A device form without its session begins anew.
          if (path === '/device' && answer.status === 303)
            expect(answer.location, what).to.match(/\/device$/);
          else expect(answer.status, what).to.be.within(400, 499);
        }
      }
    }
    for (const authorization of ['Bearer', 'Bearer %00', `Bearer ${'x'.repeat(9000)}`, 'DPoP x', '\u00ff']) {
      const answer = await browser.request(`${server.issuer}/me`, { headers: { authorization } });
      expect(answer.status, authorization.slice(0, 20)).to.be.within(400, 499);
    }
    for (const path of [
      '/auth/%00',
      '/auth/%ff',
      '/device/%00',
      '/session/end?client_id=%00',
      '/device?user_code=%00',
    ]) {
      expect((await browser.request(`${server.issuer}${path}`)).status, path).to.be.lessThan(500);
    }
  });
});
