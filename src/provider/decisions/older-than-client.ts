/** Clocks of servers differ a little, and a client may be used in the second in which it is registered. */
const leewaySeconds = 60;

/**
 * Whether a grant or token is from before its client was registered: then it was another client's of the same id, which
 * was deleted since, and counts for nothing.
 * @param issuedAt epoch seconds; undefined for what does not say
 */
export function isOlderThanClient(
  { createdAt }: { readonly createdAt: Date },
  issuedAt: number | undefined,
): boolean {
  return issuedAt !== undefined && issuedAt < createdAt.getTime() / 1000 - leewaySeconds;
}
