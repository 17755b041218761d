/** Those who can lead an organization now. $1: the organization. */
export const countActiveOwners = `SELECT count(*)::int AS owners FROM members m JOIN users u ON u.id = m.user_id
  WHERE m.organization_id = $1 AND m.role = 'owner' AND m.suspended IS NULL AND u.deactivated_at IS NULL`;
