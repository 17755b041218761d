import { Foundation1795000000001 } from './0001-foundation.ts';
import { LifeCycle1795000000002 } from './0002-life-cycle.ts';
import { LargeOrganizations1795000000003 } from './0003-large-organizations.ts';
import { RecoveryCodeChecks1795000000004 } from './0004-recovery-code-checks.ts';
import { JoiningByDomain1795000000005 } from './0005-joining-by-domain.ts';
import { SecurityKeys1795000000006 } from './0006-security-keys.ts';
import { MustEnroll1795000000007 } from './0007-must-enroll.ts';
import { KeptOverrides1795000000008 } from './0008-kept-overrides.ts';
import { Inviters1795000000009 } from './0009-inviters.ts';
import { RecoveryCodeKey1795000000010 } from './0010-recovery-code-key.ts';
import { SuspendedByRuleToo1795000000011 } from './0011-suspended-by-rule-too.ts';
import { ChainedLater1795000000012 } from './0012-chained-later.ts';
import { DeactivatedPeople1795000000013 } from './0013-deactivated-people.ts';
import { Operators1795000000014 } from './0014-operators.ts';
import { PendingEnrollments1795000000015 } from './0015-pending-enrollments.ts';
import { RevokeSessions1795000000016 } from './0016-revoke-sessions.ts';
import { NotifiedAddresses1795000000017 } from './0017-notified-addresses.ts';
import { DeadlinesTold1795000000018 } from './0018-deadlines-told.ts';
import { OwnLanguages1795000000019 } from './0019-own-languages.ts';
import { RefreshOverlap1795000000021 } from './0021-refresh-overlap.ts';
import { RememberedConsents1795000000022 } from './0022-remembered-consents.ts';
import { Attributes1795000000023 } from './0023-attributes.ts';
import { EndedInvitations1795000000024 } from './0024-ended-invitations.ts';
import { PageMemory1795000000025 } from './0025-page-memory.ts';
import { MemberPages1795000000026 } from './0026-member-pages.ts';
import { OwnAccount1795000000027 } from './0027-own-account.ts';
import { Brandings1795000000028 } from './0028-brandings.ts';
import { OperatorPages1795000000029 } from './0029-operator-pages.ts';
import { SupportOpenings1795000000030 } from './0030-support-openings.ts';
import { OrganizationLanguage1795000000031 } from './0031-organization-language.ts';
import { ClientUses1795000000032 } from './0032-client-uses.ts';
import { ConfirmedNotificationAddresses1795000000033 } from './0033-confirmed-notification-addresses.ts';
import { FewMembers1795000000034 } from './0034-few-members.ts';
import { Versions1795000000035 } from './0035-versions.ts';

/** In the order in which they run. A landed migration is never edited: add the next one. */
export const migrations = [
  Foundation1795000000001,
  LifeCycle1795000000002,
  LargeOrganizations1795000000003,
  RecoveryCodeChecks1795000000004,
  JoiningByDomain1795000000005,
  SecurityKeys1795000000006,
  MustEnroll1795000000007,
  KeptOverrides1795000000008,
  Inviters1795000000009,
  RecoveryCodeKey1795000000010,
  SuspendedByRuleToo1795000000011,
  ChainedLater1795000000012,
  DeactivatedPeople1795000000013,
  Operators1795000000014,
  PendingEnrollments1795000000015,
  RevokeSessions1795000000016,
  NotifiedAddresses1795000000017,
  DeadlinesTold1795000000018,
  OwnLanguages1795000000019,
  RefreshOverlap1795000000021,
  RememberedConsents1795000000022,
  Attributes1795000000023,
  EndedInvitations1795000000024,
  PageMemory1795000000025,
  MemberPages1795000000026,
  OwnAccount1795000000027,
  Brandings1795000000028,
  OperatorPages1795000000029,
  SupportOpenings1795000000030,
  OrganizationLanguage1795000000031,
  ClientUses1795000000032,
  ConfirmedNotificationAddresses1795000000033,
  FewMembers1795000000034,
  Versions1795000000035,
];
