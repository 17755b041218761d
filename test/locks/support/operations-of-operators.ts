import { dropDeadLetter, retryAllDeadLetters, retryDeadLetter } from '../../../src/jobs/dead-letters.ts';
import { endSupport, openSupport } from '../../../src/organizations/support/open-support.ts';
import { endPersonSessions } from '../../../src/people/accounts/end-person-sessions.ts';
import { setOperator } from '../../../src/people/accounts/set-operator.ts';
import { startReseal } from '../../../src/sealing/reseal.ts';
import { lostMail } from '../../harness/dead-letters.ts';
import { sealer } from '../../storage/support/samples.ts';
import type { Operation } from './operations.ts';
import { now } from './scene.ts';

const deed = { actor: { kind: 'operator' }, now } as const;

const opened = `INSERT INTO support_openings (user_id, organization_id, opened_at, expires_at)
  SELECT u.id, o.id, now(), now() + interval '10 years' FROM users u, organizations o
  WHERE u.id = :pat AND o.id = :organization ON CONFLICT DO NOTHING`;

/** What is the operator's alone, and concerns nobody's organization. */
export const operationsOfOperators: readonly Operation[] = [
  {
    name: 'try a dead letter again',
    run: async (db, { email }) => retryDeadLetter(db, deed, await lostMail(db, email, { sealer })),
  },
  {
    name: 'try all dead letters again',
    run: async (db, { email }) => {
      await lostMail(db, email, { sealer });
      return retryAllDeadLetters(db, deed);
    },
  },
  {
    name: 'drop a dead letter',
    run: async (db, { email }) => dropDeadLetter(db, deed, await lostMail(db, email, { sealer })),
  },
  {
    name: 'end the sessions of a person',
    run: (db, { email }) => endPersonSessions(db, deed, email),
  },
  {
    name: 'open an organization as support',
    ready: ['UPDATE users SET is_operator = true WHERE id = :pat'],
    run: (db, { pat: userId, organizationId }) =>
      openSupport({ db }, deed, { userId, organizationId, reason: 'nobody gets in' }),
  },
  {
    name: 'end that an organization is open as support',
    ready: [opened],
    run: (db, { pat: userId, organizationId }) => endSupport({ db }, deed, { userId, organizationId }),
  },
  {
    name: 'take the mark of an operator who reads as support',
    ready: ['UPDATE users SET is_operator = true WHERE id = :pat', opened],
    run: (db, { pat: userId }) => setOperator(db, deed, { userId, operator: false }),
  },
  { name: 'have secrets sealed anew', run: (db) => startReseal(db, deed) },
];
