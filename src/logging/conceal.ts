import { describeError } from './describe-error.ts';

const mask = '[concealed]';

/** Deeper members are left out of the log instead of being searched. */
const deepest = 8;

/** Names of members that hold secrets, wherever they stand and however they are spelled. */
const secretName =
  /authorization|cookie|passw|secret|token|credential|assertion|verifier|recovery.?code|api.?key|private.?key|secretkeys|otp|seed|smtpurl|databaseurl/i;

/** Names that are secrets only as a whole word: `code` is one, `statusCode` and error codes are not. */
const secretWholeName = /^(?:code|codes|user_?code|device_?code|mailbox_?code|state|nonce|pin|jwt|uid)$/i;

/** A code of ours (`mail_not_sent`), of a library (`ECONNREFUSED`) or an SQLSTATE: never one that a person types. */
const errorCode = /^(?:[a-z]+(?:_[a-z]+)+|[A-Z][A-Z_]{3,}[A-Z0-9_]*|[0-9A-Z]{5})$/;

/** One-time parts of the provider's and our own paths: `/interaction/<uid>`, `/invitations/<token>` … */
const secretSegment =
  /(\/(?:interaction|auth|account\/(?:email|not-me|notification-address)|invitations|password|device)\/)([^/?#\s"\\]+)/g;

/** Below this nothing but a token stands, however a mail program has mangled the link. */
const secretRest = /(\/password\/reset\/)[^?#\s"\\]+/g;

const secretParameter =
  /([?&](?:[a-z_]*(?:token|code|secret|password|assertion|verifier|hint)[a-z_]*|state|nonce|request|request_uri)=)[^&\s"\\#]+/gi;

/** Members that the logger has serializers for; what these write goes through {@link concealSecrets} there. */
const serialized: ReadonlySet<string> = new Set(['err', 'error', 'req', 'res']);

/** A copy in which the value of every member with a secret name is masked, whatever kind of object it stands in. */
export function concealSecrets(members: object): Record<string, unknown> {
  return concealMembers(members, 0, new Set());
}

/** The same for what is written into a message, e.g. `logger.info('%j', value)`. */
export function concealArgument(value: unknown): unknown {
  return concealValue(value, 1, new Set());
}

/** Masks ids and one-time tokens in a path; the names of pages stay readable. */
export function concealPaths(text: string): string {
  const withoutLinks = text.replace(secretRest, `$1${mask}`);
  return withoutLinks.replace(secretSegment, (whole, prefix: string, segment: string) =>
    isPageName(segment) ? whole : `${prefix}${mask}`,
  );
}

/** Like {@link concealPaths}, and masks the values of secret query parameters; safe on a finished JSON line. */
export function concealPathsAndParameters(text: string): string {
  return concealPaths(text).replace(secretParameter, `$1${mask}`);
}

function concealMembers(members: object, depth: number, above: ReadonlySet<object>): Record<string, unknown> {
  const inside = new Set([...above, members]);
  return Object.fromEntries(
    Object.entries(members).map(([name, value]) => {
      if (isSecret(name, value)) return [name, mask];
      // Requests and errors must arrive at their serializers unchanged.
      if (depth === 0 && serialized.has(name)) return [name, value];
      return [name, concealValue(value, depth + 1, inside)];
    }),
  );
}

function concealValue(value: unknown, depth: number, above: ReadonlySet<object>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Buffer.isBuffer(value)) return mask;
  if (depth >= deepest || above.has(value)) return '[left out]';
  const inside = new Set([...above, value]);
  if (value instanceof Error) return concealMembers(describeError(value), depth, inside);
  const toJson: unknown = Reflect.get(value, 'toJSON');
  if (typeof toJson === 'function')
    return concealValue(
      jsonOf(() => Reflect.apply(toJson, value, [])),
      depth + 1,
      inside,
    );
  if (!Array.isArray(value)) return concealMembers(value, depth, above);
  return value.map((item) => concealValue(item, depth + 1, inside));
}

/** A line that cannot be written must not fail what it tells of. */
function jsonOf(write: () => unknown): unknown {
  try {
    return write();
  } catch {
    return '[left out]';
  }
}

function isSecret(name: string, value: unknown): boolean {
  if (value === null || value === undefined || typeof value === 'boolean') return false;
  if (secretName.test(name)) return true;
  return secretWholeName.test(name) && !(typeof value === 'string' && errorCode.test(value));
}

/**
 * `forgot`, `new-password` … are names of pages; ids and tokens are long or hold capitals, digits, `_`.
 * Our own files in the stack of an error, `view.ts:43:9)`, have such names too.
 */
function isPageName(segment: string): boolean {
  return /^[a-z][a-z-]{0,19}(?:\.[jt]s(?::\d+){2}\)?)?$/.test(segment);
}
