import { AuditEventEntity } from './audit.ts';
import { KeptOverrideEntity } from './kept-overrides.ts';
import {
  AuditChainEntity,
  DueWorkEntity,
  GraceEntity,
  IdempotencyKeyEntity,
  OneTimeLinkEntity,
  RememberedDeviceEntity,
  RemovedMemberEntity,
} from './life-cycle.ts';
import { AuthenticatorEntity, RecoveryCodeEntity, UserEntity } from './people.ts';
import {
  ProviderRecordEntity,
  SealedKeyEntity,
  SessionRecordEntity,
  SigningKeyEntity,
  ThrottleEntity,
} from './records.ts';
import {
  ClientEntity,
  EnvironmentEntity,
  InvitationEntity,
  MemberEntity,
  OrganizationDomainEntity,
  OrganizationEntity,
} from './tenants.ts';

/** Every table; test/storage/schema.test.ts holds them against the migrations. */
export const entities = [
  UserEntity,
  AuthenticatorEntity,
  RecoveryCodeEntity,
  OrganizationEntity,
  OrganizationDomainEntity,
  MemberEntity,
  InvitationEntity,
  EnvironmentEntity,
  ClientEntity,
  SessionRecordEntity,
  ProviderRecordEntity,
  ThrottleEntity,
  SigningKeyEntity,
  SealedKeyEntity,
  AuditEventEntity,
  AuditChainEntity,
  OneTimeLinkEntity,
  DueWorkEntity,
  RememberedDeviceEntity,
  IdempotencyKeyEntity,
  GraceEntity,
  RemovedMemberEntity,
  KeptOverrideEntity,
];
