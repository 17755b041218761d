import { AuditChainEntity } from './audit/chain-entity.ts';
import { AuditEventEntity } from './audit/event-entity.ts';
import { AuthenticatorEntity } from './authenticators/authenticator-entity.ts';
import { RecoveryCodeEntity } from './authenticators/recovery-code-entity.ts';
import { BrandingEntity } from './branding/branding-entity.ts';
import { ClientEntity } from './clients/client-entity.ts';
import { ClientUseEntity } from './clients/client-use-entity.ts';
import { ConsentEntity } from './clients/consent-entity.ts';
import { EnvironmentEntity } from './clients/environment-entity.ts';
import { IdempotencyKeyEntity } from './clients/idempotency-key-entity.ts';
import { SigningKeyEntity } from './clients/signing-key-entity.ts';
import { VersionEntity } from './clients/version-entity.ts';
import { LongJobEntity, LongJobPieceEntity } from './long-jobs/long-job-entity.ts';
import { OrganizationDomainEntity } from './organizations/domain-entity.ts';
import { DueWorkEntity } from './organizations/due-work-entity.ts';
import { EndedInvitationEntity } from './organizations/ended-invitation-entity.ts';
import { GraceEntity } from './organizations/grace-entity.ts';
import { InvitationEntity } from './organizations/invitation-entity.ts';
import { KeptOverrideEntity } from './organizations/kept-override-entity.ts';
import { MemberEntity } from './organizations/member-entity.ts';
import { OrganizationEntity } from './organizations/organization-entity.ts';
import { RemovedMemberEntity } from './organizations/removed-member-entity.ts';
import { ToldMemberEntity } from './organizations/told-member-entity.ts';
import { KeptFormEntity } from './people/kept-form-entity.ts';
import { OneTimeLinkEntity } from './people/one-time-link-entity.ts';
import { RememberedDeviceEntity } from './people/remembered-device-entity.ts';
import { SealedKeyEntity } from './people/sealed-key-entity.ts';
import { SessionRecordEntity } from './people/session-entity.ts';
import { ThrottleEntity } from './people/throttle-entity.ts';
import { UserEntity } from './people/user-entity.ts';
import { ProviderRecordEntity } from './provider-record-entity.ts';
import { SupportOpeningEntity } from './support/support-opening-entity.ts';

/** Every table; test/storage/schema.test.ts holds them against the migrations. */
export const entities = [
  UserEntity,
  AuthenticatorEntity,
  RecoveryCodeEntity,
  OrganizationEntity,
  OrganizationDomainEntity,
  MemberEntity,
  InvitationEntity,
  EndedInvitationEntity,
  EnvironmentEntity,
  ClientEntity,
  SessionRecordEntity,
  ProviderRecordEntity,
  ThrottleEntity,
  VersionEntity,
  SigningKeyEntity,
  SealedKeyEntity,
  AuditEventEntity,
  AuditChainEntity,
  OneTimeLinkEntity,
  DueWorkEntity,
  RememberedDeviceEntity,
  ClientUseEntity,
  ConsentEntity,
  IdempotencyKeyEntity,
  GraceEntity,
  RemovedMemberEntity,
  KeptOverrideEntity,
  ToldMemberEntity,
  BrandingEntity,
  KeptFormEntity,
  LongJobEntity,
  LongJobPieceEntity,
  SupportOpeningEntity,
];
