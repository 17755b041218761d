/** Seats of an organization: members and invitations that have not expired. */
export interface SeatStore {
  /** Members plus pending invitations that have not expired. */
  inUse(organizationId: string, now: Date): Promise<number>;
  /** E-mails of whoever takes a seat, each in alphabetical order. */
  holders(
    organizationId: string,
    now: Date,
  ): Promise<{ readonly members: readonly string[]; readonly invitations: readonly string[] }>;
}
