import { generateURI } from 'otplib';
import { isSupportedDigits, libraryAlgorithms, type TotpParameters } from './totp.ts';

export interface EnrollmentLabel {
  /** Who asks for the code; shown above it. */
  readonly issuer: string;
  /** Whose code it is: the e-mail. */
  readonly account: string;
}

/**
 * The `otpauth://totp/...` address that a QR code carries; contains the secret.
 * Values that every app takes as default (SHA1, 6, 30) are left out: some apps stumble over them.
 * @see https://github.com/google/google-authenticator/wiki/Key-Uri-Format
 */
export function enrollmentUri({ issuer, account }: EnrollmentLabel, parameters: TotpParameters): string {
  const { secret, period, digits, algorithm } = parameters;
  if (!isSupportedDigits(digits)) throw new RangeError(`codes have 6 to 8 digits, not ${digits}`);
  return generateURI({
    issuer: labelPart(issuer),
    label: labelPart(account),
    secret,
    period,
    digits,
    algorithm: libraryAlgorithms[algorithm],
  });
}

/** A colon divides issuer and account, even an escaped one, so neither may contain any. */
function labelPart(text: string): string {
  return text.replaceAll(':', ' ').replaceAll(/\s+/g, ' ').trim();
}
