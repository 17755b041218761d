import { deleteClient } from '../../../src/environments/delete-client.ts';
import { deleteOrganization } from '../../../src/organizations/profile/delete-organization.ts';
import { erasePerson } from '../../../src/people/accounts/erase-person.ts';
import { rememberConsent } from '../../../src/people/remember-consent.ts';
import { endFamily } from '../../../src/provider/decisions/reused-tokens.ts';
import { revokeOwnGrant, withdrawApplication } from '../../../src/self-service/access/own-applications.ts';
import { forgetOwnDevice, forgetOwnDevices } from '../../../src/self-service/access/own-devices.ts';
import { reportActivity } from '../../../src/self-service/activity/report-activity.ts';
import { changeMyself } from '../../../src/self-service/change-myself.ts';
import { eraseMyself } from '../../../src/self-service/erase-myself.ts';
import { cancelEmailChange, resendEmailChange } from '../../../src/self-service/pending-email-change.ts';
import { renameAuthenticator } from '../../../src/self-service/rename-authenticator.ts';
import { hashId } from '../../../src/storage/database/sealing.ts';
import { depsOn, issuer, type Operation, pat } from './operations.ts';
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
    name: 'withdraw an application',
    ready: [
      `INSERT INTO provider_records (model, id_hash, payload, account_id, expires_at)
       SELECT 'Grant', sha256(convert_to('grant ' || id, 'UTF8')), '', id, now() + interval '1 day'
       FROM users WHERE id = :pat ON CONFLICT DO NOTHING`,
      `INSERT INTO clients (client_id, metadata, environment, organization_id, first_party, created_at)
       SELECT 'agreed-' || slug, '', 'production', id, false, now() FROM organizations WHERE id = :organization
       ON CONFLICT DO NOTHING`,
      `INSERT INTO consents (user_id, client_id, terms, agreed_at, expires_at)
       SELECT :pat, 'agreed-' || slug, '{"scopes":[],"claims":[],"resources":{}}', now(), now() + interval '1 day'
       FROM organizations WHERE id = :organization ON CONFLICT DO NOTHING`,
    ],
    run: async (db, scene) => withdrawApplication(db, await pat(db, scene), `agreed-${scene.slug}-one`),
  },
  {
    name: 'cancel a change of e-mail',
    run: async (db, scene) => cancelEmailChange(db, await pat(db, scene)),
  },
  {
    name: 'mail the links of a change of e-mail again',
    run: async (db, scene) => resendEmailChange({ db, issuer }, await pat(db, scene)),
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
  {
    name: 'rename a factor',
    ready: [],
    run: async (db, scene) => {
      const myself = await pat(db, scene);
      const [factor] = myself.person.factors;
      return renameAuthenticator(db, myself, { id: factor?.id ?? '', nickname: 'old phone' });
    },
  },
  {
    name: 'report activity',
    ready: [],
    run: async (db, scene) => {
      const isMailWorking = async () => true;
      return reportActivity({ db, issuer, isMailWorking }, await pat(db, scene), null);
    },
  },
  {
    name: 'forget all devices',
    ready: [],
    run: async (db, scene) => forgetOwnDevices(db, await pat(db, scene)),
  },
];
