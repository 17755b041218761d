import { batchRunners } from '../../../src/jobs/batch-runners.ts';
import type { BulkAction } from '../../../src/long-jobs/long-job.ts';
import { giveUpJob, runBatch } from '../../../src/long-jobs/run-batch.ts';
import { startJob } from '../../../src/long-jobs/start-job.ts';
import { stopJob } from '../../../src/long-jobs/stop-job.ts';
import { changeMembers } from '../../../src/organizations/bulk/change-members.ts';
import { inviteList } from '../../../src/organizations/bulk/invite-list.ts';
import { reduceSeats } from '../../../src/organizations/bulk/reduce-seats.ts';
import type { AdminContext } from '../../../src/organizations/core/admin-context.ts';
import { startActivityExport } from '../../../src/organizations/exports/export-activity.ts';
import { exportMembers } from '../../../src/organizations/exports/member-csv.ts';
import { membersOverview } from '../../../src/organizations/members/members-overview.ts';
import { organizationOverview } from '../../../src/organizations/overview/organization-overview.ts';
import type { Db } from '../../../src/stores.ts';
import { depsOn, issuer, type Operation } from './operations.ts';
import { now } from './scene.ts';

const operator: AdminContext = { actor: { kind: 'operator' }, admin: null, now };
const all = { status: null, text: null };

async function organizationOf(db: Db, organizationId: string) {
  const organization = await db.organizations.findById(organizationId);
  if (organization === null) throw new Error('the organization is gone');
  return organization;
}

/** A job that is about all members. */
async function started(db: Db, organizationId: string, action: BulkAction): Promise<string> {
  const work = { of: 'members', chosen: { filter: all, joinedBy: now.getTime() + 1e10 }, action } as const;
  const wanted = { organizationId, kind: 'require_members', work, total: 2 } as const;
  const { id } = await startJob(db, operator, wanted);
  return id;
}

const wanted = (kind: BulkAction['kind']): Operation => ({
  name: `${kind} many members`,
  run: async (db, { organizationId }) => {
    const organization = await organizationOf(db, organizationId);
    return changeMembers(depsOn(db), operator, {
      organization,
      members: { matching: all },
      action: { kind },
      mode: 'write',
    });
  },
});

/** What is done to many, at once or by a job. */
export const operationsOfMany: readonly Operation[] = [
  ...(['remind', 'require', 'exempt', 'inherit'] as const).map(wanted),
  {
    name: 'have fewer seats',
    run: (db, { organizationId, pat, ron, invitations }) =>
      reduceSeats(depsOn(db), operator, {
        organizationId,
        seats: 40,
        userIds: [ron, pat],
        invitationIds: [invitations.stranger.id],
      }),
  },
  {
    name: 'invite a list',
    ready: ['UPDATE organizations SET seats = 3 WHERE id = :organization'],
    run: (db, { organizationId, slug }) =>
      inviteList({ ...depsOn(db), issuer }, operator, {
        organizationId,
        lines: ['one', 'two'].map((name, index) => ({
          line: index + 1,
          text: `${name}@list.${slug}.example`,
        })),
        role: 'member',
        language: 'en',
        seats: 'add_missing',
        mode: 'write',
      }),
  },
  {
    name: 'do a batch of a job',
    run: async (db, { organizationId }) => {
      const id = await started(db, organizationId, { kind: 'require' });
      const runners = batchRunners({ ...depsOn(db), issuer });
      await runBatch({ db, runners }, { id, step: 0 }, now);
    },
  },
  {
    name: 'give a job up',
    run: async (db, { organizationId }) =>
      giveUpJob(db, await started(db, organizationId, { kind: 'remind' }), now),
  },
  {
    name: 'stop a job',
    run: async (db, { organizationId }) => {
      const id = await started(db, organizationId, { kind: 'remind' });
      return stopJob(db, operator, { organizationId, id });
    },
  },
  {
    name: 'export the activity by a job',
    run: (db, { organizationId }) => startActivityExport({ db }, operator, { organizationId, filter: {} }),
  },
  {
    name: 'export and overlook members',
    run: async (db, { organizationId }) => {
      const organization = await organizationOf(db, organizationId);
      const exported = { organization, filter: all, sort: 'name' } as const;
      for await (const piece of await exportMembers(depsOn(db), operator, exported)) void piece;
      const at = { organization, plans: depsOn(db).plans, now };
      await organizationOverview(db, at);
      return membersOverview(db, at, { filter: all, after: null, limit: 10 });
    },
  },
];
