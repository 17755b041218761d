import type { Client, Environment } from './environment.ts';

/** Our own pages sign people in through the provider, like an application; this is the client they use. */
export const ownClientId = 'countersign';

/** No operator switches MFA off here: environments never lift anything at our own pages (ruling 8). */
export const ownEnvironment: Environment = {
  name: 'countersign',
  mfa: 'on',
  pilot: { users: [], percent: 0 },
};

/** It is in no database; redirect URIs depend on the issuer (provider/own-client/own-client.ts). */
export const ownClient: Omit<Client, 'metadata'> = {
  clientId: ownClientId,
  environment: ownEnvironment.name,
  organizationId: null,
  firstParty: true,
  requireLevel: null,
  requireMfaMaxAgeSeconds: null,
  createdAt: new Date(0),
};
