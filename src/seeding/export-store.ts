import type { Organization } from '../organizations/core/organization.ts';

/** Rows under the names of the seeding file. */
export interface ExportRows {
  readonly environments: readonly { readonly name: string; readonly mfa: string }[];
  readonly clients: readonly ExportedClient[];
  readonly users: readonly {
    readonly email: string;
    readonly email_verified: boolean;
    readonly name?: string;
    readonly profile?: Readonly<Record<string, unknown>>;
    readonly attributes?: Readonly<Record<string, unknown>>;
    readonly deactivated?: true;
    readonly operator?: true;
  }[];
  readonly organizations: readonly ExportedOrganization[];
}

export interface ExportedClient {
  readonly client_id: string;
  readonly environment: string;
  readonly first_party: boolean;
  readonly organization: string | null;
  readonly require_acr: number | null;
  readonly require_mfa_max_age: number | null;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export interface ExportedOrganization {
  readonly slug: string;
  readonly name: string;
  readonly plan: string;
  readonly seats: number;
  readonly time_zone: string;
  readonly language: string | null;
  readonly notification_email: string | null;
  readonly show_notification_email: boolean;
  readonly domains: readonly string[];
  readonly enforcement: Organization['enforcement'];
  readonly members: readonly { readonly email: string; readonly role: string; readonly override: string }[];
  readonly invitations: readonly { readonly email: string; readonly role: string }[];
}

export interface ExportStore {
  /** @param slug only this organization, its members and its clients; null for everything. */
  read(slug: string | null): Promise<ExportRows>;
}
