/** No session and no grant outlives 30 days from the sign-in (decision 6, ruling 9). */
export const sessionMaxDays = 30;
/** Overall life of a session of which MFA is required, in hours. */
export const mfaSessionMaxHours = 24;
/** Idle life of a session of which MFA is required, in hours. */
export const mfaSessionIdleHours = 1;
