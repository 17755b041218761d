import { expect } from 'chai';
import { UnsecuredJWT } from 'jose';
import { forBothUsers, type Run, redirectUri } from './support/plan.ts';
import { callbackOf, expectErrorPage, requestOf, start } from './support/relying-party.ts';

/** An unsigned request object. @see OpenID Connect Core 1.0 section 6.1 */
function requestObject(run: Run): string {
  const { first } = run.clients;
  return new UnsecuredJWT(requestOf(first)).setIssuer(first.clientId).setAudience(run.issuer).encode();
}

// Request objects are not offered; what carries one is refused by name rather than read in part.
forBothUsers('Basic OP, request objects', (module) => {
  module('oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported', async (run) => {
    expect(run.metadata.request_parameter_supported ?? false).to.equal(false);
    const back = callbackOf(run, await start(run, { request: requestObject(run) }));
    expect(back.error).to.equal('request_not_supported');
    expect(back).not.to.have.property('code');
  });

  module('oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported', async (run) => {
    expect(run.metadata.request_uri_parameter_supported).to.equal(false);
    const back = callbackOf(run, await start(run, { request_uri: 'https://app.example/request.jwt' }));
    expect(back.error).to.equal('request_uri_not_supported');
    expect(back).not.to.have.property('code');
  });

  module('oidcc-ensure-request-object-with-redirect-uri', async (run) => {
    const elsewhere = `${redirectUri}/not-registered`;
    expectErrorPage(await start(run, { redirect_uri: elsewhere, request: requestObject(run) }));
  });
});
