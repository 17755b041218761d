import { deleteClient } from '../../../src/environments/delete-client.ts';
import { deleteOrganization } from '../../../src/organizations/profile/delete-organization.ts';
import { erasePerson } from '../../../src/people/accounts/erase-person.ts';
import { rememberConsent } from '../../../src/people/remember-consent.ts';
import { endFamily } from '../../../src/provider/decisions/reused-tokens.ts';
import { changeMyself } from '../../../src/self-service/change-myself.ts';
import { eraseMyself } from '../../../src/self-service/erase-myself.ts';
import { forgetOwnDevice, revokeOwnGrant } from '../../../src/self-service/own-data.ts';
import { hashId } from '../../../src/storage/database/sealing.ts';
import { depsOn, type Operation, pat } from './operations.ts';
import { now } from './scene.ts';

const deed = { actor: { kind: 'operator' }, now } as const;

/** What ends something for good, and what people change of their own data. */
export const operationsOfEnds: readonly Operation[] = [
  {
    name: 'erase a person',
    run: (db, { pat: userId }) => erasePerson(db, deed, userId),
  },
  {
    name: 'erase oneself',
    run: async (db, scene) => eraseMyself(db, await pat(db, scene)),
  },
  {
    name: 'delete an organization',
    run: (db, { organizationId }) => deleteOrganization(depsOn(db), deed, organizationId),
  },
  {
    name: 'delete a client',
    ready: [
      `INSERT INTO clients (client_id, metadata, environment, organization_id, first_party, created_at)
       SELECT 'gone-' || slug, '', 'production', id, false, now() FROM organizations WHERE id = :organization
       ON CONFLICT DO NOTHING`,
    ],
    run: (db, { slug }) => deleteClient(db, deed, `gone-${slug}-one`),
  },
  {
    name: 'change oneself',
    run: async (db, scene) => {
      const change = { name: 'Pat', locale: 'en', zoneinfo: undefined };
      return changeMyself(db, await pat(db, scene), change);
    },
  },
  {
    name: 'take back what came of a token that was used again',
    run: (db, { sessionUid }) => {
      const runtime = { ...depsOn(db), clock: () => now, enrollable: [], demandsOf: () => [] };
      return endFamily(runtime)('RefreshToken', `${sessionUid}-token`);
    },
  },
  {
    name: 'take back a grant',
    ready: [
      `INSERT INTO provider_records (model, id_hash, payload, account_id, expires_at)
       SELECT 'Grant', sha256(convert_to('grant ' || id, 'UTF8')), '', id, now() + interval '1 day'
       FROM users WHERE id = :pat ON CONFLICT DO NOTHING`,
    ],
    run: async (db, scene) => revokeOwnGrant(db, await pat(db, scene), hashId(`grant ${scene.pat}`)),
  },
  {
    name: 'remember a consent',
    ready: [
      `INSERT INTO clients (client_id, metadata, environment, organization_id, first_party, created_at)
       SELECT 'agreed-' || slug, '', 'production', id, false, now() FROM organizations WHERE id = :organization
       ON CONFLICT DO NOTHING`,
    ],
    run: (db, { slug, pat: userId }) => {
      const terms = { scopes: ['openid'], claims: [], resources: {} };
      return rememberConsent(db, userId, { clientId: `agreed-${slug}-one`, terms, now });
    },
  },
  {
    name: 'forget a device',
    ready: [
      `INSERT INTO remembered_devices (id_hash, user_id, factor, source_prefix, proven_at, expires_at)
       SELECT sha256(convert_to('device ' || id, 'UTF8')), id, 'totp', '', now(), now() + interval '1 day'
       FROM users WHERE id = :pat ON CONFLICT DO NOTHING`,
    ],
    run: async (db, scene) => forgetOwnDevice(db, await pat(db, scene), hashId(`device ${scene.pat}`)),
  },
];
