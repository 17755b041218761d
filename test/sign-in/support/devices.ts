import { expect } from 'chai';
import type { World } from '../../harness/world.ts';

export const deviceGrantType = 'urn:ietf:params:oauth:grant-type:device_code';

/** A client whose people sign in on another device. */
export const deviceClient = {
  grant_types: [deviceGrantType, 'refresh_token'],
  redirect_uris: [],
  response_types: [],
};

export interface DeviceCodes {
  readonly device_code: string;
  readonly user_code: string;
  readonly verification_uri: string;
  readonly verification_uri_complete: string;
}

/** A device asks for its codes. @see RFC 8628 section 3.1 */
export async function beginDevice({ application, server }: World): Promise<DeviceCodes> {
  const answer = await fetch(`${server.issuer}/device/auth`, {
    method: 'POST',
    headers: application.credentials(),
    body: new URLSearchParams({ client_id: application.clientId, scope: 'openid' }),
  });
  expect(answer.status).to.equal(200);
  return (await answer.json()) as DeviceCodes;
}
