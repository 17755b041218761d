/** What else of an account somebody may have set off who knew its password, or was in a session of it. */
export const linksUnderWay = [
  'email_change',
  'email_change_consent',
  'password_reset',
  'pending_enrollment',
] as const;
